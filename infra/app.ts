import { buildApp } from '#infra/build-app.ts';

// The CDK command line names the folder in CDK_OUTDIR; run by itself, this writes where that command would look.
// Settings are `-c name=value` of cdk, which hands them over otherwise: here they would be lost without a word.
if (process.argv.length > 2) {
  console.error('npm run synth takes no options; settings go to cdk: npx cdk synth -c name=value');
  process.exit(2);
}
const app = await buildApp(process.env.CDK_OUTDIR ?? 'cdk.out');
app.synth();
