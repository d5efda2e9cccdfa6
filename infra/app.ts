import { buildApp } from '#infra/build-app.ts';

// The CDK command line names the folder in CDK_OUTDIR; run by itself, this writes where that command would look.
const app = await buildApp(process.env.CDK_OUTDIR ?? 'cdk.out');
app.synth();
