import { Command, CommanderError } from 'commander';
import { addActionCommands } from '#cli/actions/actions.ts';
import { addEffectsCommand } from '#cli/communication/effects.ts';
import { addEventCommands } from '#cli/communication/events.ts';
import { addNotifyCommand } from '#cli/communication/notify.ts';
import { addSlackCommands } from '#cli/communication/slack.ts';
import { addStakeholderCommands } from '#cli/communication/stakeholders.ts';
import { addStatusPageCommand } from '#cli/communication/status-page.ts';
import { addDatabaseCommands } from '#cli/diagnosis/database.ts';
import { addLogCommands } from '#cli/diagnosis/logs.ts';
import { addMonitorCommands } from '#cli/diagnosis/monitor.ts';
import { addEvidenceCommands } from '#cli/evidence/evidence.ts';
import { addPreserveCommands } from '#cli/evidence/preserve.ts';
import { CliFailure, type ExitCode, exitCodes } from '#cli/failure.ts';
import { spokenField, spokenSentence, type Taken } from '#cli/field-names.ts';
import { addChecklistCommand } from '#cli/incident/checklist.ts';
import { addLookCommands } from '#cli/incident/look.ts';
import { addPeopleCommands } from '#cli/incident/people-on-it.ts';
import { addRespondCommands } from '#cli/incident/respond.ts';
import { addExplainCommand } from '#cli/intake/explain.ts';
import { addHeartbeatCommands } from '#cli/intake/heartbeats.ts';
import { addInhibitRulesCommand } from '#cli/intake/inhibit-rules.ts';
import { addIntegrationCommands } from '#cli/intake/integrations.ts';
import { addReplayCommand } from '#cli/intake/replay.ts';
import { addAlertCommand } from '#cli/intake/send-alert.ts';
import { addShadowCommand } from '#cli/intake/shadow.ts';
import { addSilenceCommands } from '#cli/intake/silences.ts';
import { addMcpCommand } from '#cli/mcp.ts';
import { addCalendarCommands } from '#cli/oncall/calendar.ts';
import { addContactCommands } from '#cli/oncall/contacts.ts';
import { addCoverageCommand } from '#cli/oncall/coverage.ts';
import { addOnCallCommands } from '#cli/oncall/on-call.ts';
import { addOverrideCommands } from '#cli/oncall/overrides.ts';
import { addDrillCommands } from '#cli/paging/drill.ts';
import { addSimulateCommand } from '#cli/paging/simulate.ts';
import { addWhyCommands } from '#cli/paging/why.ts';
import { addActionItemCommands } from '#cli/review/action-items.ts';
import { addExportCommand } from '#cli/review/incident-export.ts';
import { addImportCommand } from '#cli/review/incident-import.ts';
import { addPostmortemCommands } from '#cli/review/postmortem.ts';
import { addStatsCommand } from '#cli/review/stats.ts';
import { startSession } from '#cli/session.ts';
import { addApplyCommand } from '#cli/setup/apply.ts';
import { addConfigurationCommand } from '#cli/setup/configurations.ts';
import { addDeadLetterCommands } from '#cli/setup/dead-letters.ts';
import { addDoctorCommand } from '#cli/setup/doctor.ts';
import { addMovingCommand } from '#cli/setup/import.ts';
import { addPushCommands } from '#cli/setup/push.ts';
import { addTokenCommand } from '#cli/setup/token.ts';
import type { Surroundings, Terminal } from '#cli/surroundings.ts';
import { oneLine } from '#core/text/plain-text.ts';

const help = `
Finds the API by TOCSIN_URL and TOCSIN_TOKEN, or the local stack that \`npm start\` runs.
Ids may be short: INC-001 or 1 is INC-2026-001, of this year.

Exit codes:
  0  done
  1  refused by the API, or the input is not valid; coverage or doctor found a problem
  2  wrong usage
  3  the API cannot be reached, or is broken
  4  not authorised
  5  not found
  6  replay found pages that would differ

Examples:
  tocsin start --severity=SEV1 --title="Database down"
  tocsin acknowledge --severity=SEV1
  tocsin update --id=INC-001 --status="Investigating"
  tocsin resolve --id=INC-001 --resolution="Restarted database"`;

/** Runs one command line; answers the exit code. Everything a person can cause ends here in words. */
export async function runCli(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> {
  let taken: Taken | undefined;
  const isJson = args.includes('--json');
  const tocsin = program(surroundings, isJson).hook('preAction', (_whole, command) => {
    taken = {
      options: command.options.flatMap(({ long }) => long ?? []),
      arguments: command.registeredArguments.map(argument => argument.name()),
    };
  });
  try {
    await tocsin.parseAsync([...args], { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) {
      // For Commander, showing help is an error too.
      if (error.exitCode === 0) return exitCodes.ok;
      const usage = new CliFailure('usage', error.message.replace(/^error: /, ''), {
        next: usageHelp,
      });
      // In words it has said already what is wrong.
      if (isJson) tellFailure(usage, surroundings.terminal, { isJson, taken });
      return exitCodes.usage;
    }
    if (!(error instanceof CliFailure)) throw error;
    tellFailure(error, surroundings.terminal, { isJson, taken });
    return error.exitCode;
  }
}

const usageHelp = '`tocsin <command> --help` shows what it takes.';

function program(surroundings: Surroundings, isJson: boolean): Command {
  const { terminal } = surroundings;
  const tocsin = new Command('tocsin')
    .description('Declare, acknowledge, update and resolve incidents; see who is on call and why.')
    .version(surroundings.version)
    .exitOverride()
    .showHelpAfterError(usageHelp)
    .configureOutput({
      writeOut: text => terminal.out(text.trimEnd()),
      writeErr: text => {
        if (!isJson) terminal.error(text.trimEnd());
      },
      getOutHelpWidth: () => terminal.columns,
      getErrHelpWidth: () => terminal.columns,
      getOutHasColors: () => terminal.colours,
      getErrHasColors: () => terminal.colours,
    })
    .addHelpText('after', help);

  const session = startSession(surroundings);
  tocsin.commandsGroup('Incidents:');
  addRespondCommands(tocsin, session);
  addPeopleCommands(tocsin, session);
  addChecklistCommand(tocsin, session);
  tocsin.commandsGroup('Looking:');
  addLookCommands(tocsin, session);
  addWhyCommands(tocsin, session);
  addEffectsCommand(tocsin, session);
  tocsin.commandsGroup('Assessing and diagnosing:');
  addMonitorCommands(tocsin, session);
  addLogCommands(tocsin, session);
  addDatabaseCommands(tocsin, session);
  tocsin.commandsGroup('Changing what helps:');
  addActionCommands(tocsin, session);
  addNotifyCommand(tocsin, session);
  addStakeholderCommands(tocsin, session);
  addStatusPageCommand(tocsin, session);
  tocsin.commandsGroup('After an incident:');
  addExportCommand(tocsin, session);
  addImportCommand(tocsin, session);
  addPreserveCommands(tocsin, session);
  addEvidenceCommands(tocsin, session);
  addStatsCommand(tocsin, session);
  addPostmortemCommands(tocsin, session);
  addActionItemCommands(tocsin, session);
  tocsin.commandsGroup('On call:');
  addOnCallCommands(tocsin, session);
  addOverrideCommands(tocsin, session);
  addCoverageCommand(tocsin, session);
  addCalendarCommands(tocsin, session);
  addContactCommands(tocsin, session);
  tocsin.commandsGroup('Exercises and setup:');
  addDrillCommands(tocsin, session);
  addAlertCommand(tocsin, session);
  addExplainCommand(tocsin, session);
  addSimulateCommand(tocsin, session);
  addInhibitRulesCommand(tocsin, session);
  addReplayCommand(tocsin, session);
  addShadowCommand(tocsin, session);
  addHeartbeatCommands(tocsin, session);
  addIntegrationCommands(tocsin, session);
  addSilenceCommands(tocsin, session);
  addApplyCommand(tocsin, session);
  addConfigurationCommand(tocsin, session);
  addMovingCommand(tocsin, session);
  addTokenCommand(tocsin, session);
  addPushCommands(tocsin, session);
  addDeadLetterCommands(tocsin, session);
  addEventCommands(tocsin, session);
  addSlackCommands(tocsin, session);
  addDoctorCommand(tocsin, session);
  addMcpCommand(tocsin, session);
  tocsin.helpCommand(true);
  return tocsin;
}

/** On standard error, so that what a script reads from standard output is an answer or nothing. */
function tellFailure(
  failure: CliFailure,
  terminal: Terminal,
  { isJson, taken }: { isJson: boolean; taken: Taken | undefined },
): void {
  const { exitCode, message, next, errors, requestId } = failure;
  if (isJson) {
    terminal.error(JSON.stringify({ exitCode, message, next, errors, requestId }, null, 2));
    return;
  }
  const paths = errors.map(({ path }) => path);
  terminal.error(`tocsin: ${oneLine(spokenSentence(message, paths, taken))}`);
  // A single wrong field is often the whole message already.
  const fields = errors.filter(
    ({ message: wrong }) => errors.length > 1 || !message.includes(wrong),
  );
  for (const { path, message: wrong } of fields) {
    terminal.error(`  ${oneLine(`${spokenField(path, taken)} ${wrong}`.trim())}`);
  }
  if (next !== undefined) terminal.error(oneLine(next));
  if (requestId !== undefined) terminal.error(`Request ${oneLine(requestId)}`);
}
