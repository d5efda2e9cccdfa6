import { once } from 'node:events';
import type { Command } from 'commander';
import type { Session } from '#cli/session.ts';

/** The API for an assistant: a server of the Model Context Protocol over standard input and output. */
export function addMcpCommand(program: Command, session: Session): void {
  program
    .command('mcp')
    .summary('serve an assistant (Model Context Protocol)')
    .description(
      'Serves an assistant over standard input and output, which starts this by itself: docs/assistants.md. It can look; with --allow-writes it can do what its token allows.',
    )
    .option('--allow-writes', 'tools that change something, each told on the timeline')
    .action(async ({ allowWrites = false }: { allowWrites?: boolean }) => {
      const { version, streams, randomBytes } = session.surroundings;
      // What is wrong with the connection is said now, not at the first question.
      await session.assistantApi();
      const [{ mcpServer }, { StdioServerTransport }] = await Promise.all([
        import('#cli/mcp-server.ts'),
        import('@modelcontextprotocol/sdk/server/stdio.js'),
      ]);
      const server = mcpServer({
        ...{ version, mayChange: allowWrites, api: session.assistantApi },
        askTime: session.display.askTime,
        randomMark: () => Buffer.from(randomBytes(16)).toString('hex'),
      });
      await server.connect(new StdioServerTransport(streams.input, streams.output));
      // The assistant that started this ends it by closing the pipe.
      await once(streams.input, 'end');
      await server.close();
    });
}
