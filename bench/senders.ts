import net from 'node:net';

export interface Load {
  url: string;
  path: string;
  /** Sent in turn, again and again. */
  bodies: readonly string[];
  senders: number;
  seconds: number;
}

export interface Sent {
  requests: number;
  perSecond: number;
}

/**
 * Senders that each wait for their answer before they send again. They write ready-made bytes to a socket, because on
 * two cores every cycle of a comfortable client is taken from what is measured.
 */
export async function send({ url, path, bodies, senders, seconds }: Load): Promise<Sent> {
  const { host, hostname, port } = new URL(url);
  const requests = bodies.map(body => {
    const head =
      `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
    return Buffer.from(head + body);
  });
  let sent = 0;
  const began = performance.now();
  const end = began + seconds * 1000;

  function sender(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ host: hostname, port: Number(port), noDelay: true });
      let answer = '';
      const next = () => {
        if (performance.now() > end) {
          socket.end(resolve);
          return;
        }
        const request = requests[sent % requests.length];
        if (request === undefined) throw new Error('There is nothing to send');
        sent += 1;
        socket.write(request);
      };
      socket.on('connect', next);
      socket.on('error', reject);
      socket.on('data', chunk => {
        answer += chunk.toString('latin1');
        const body = answer.indexOf('\r\n\r\n') + 4;
        if (body < 4) return;
        const length = Number(/^content-length: (\d+)/im.exec(answer)?.[1] ?? 0);
        if (answer.length < body + length) return;
        if (!/^HTTP\/1\.1 20[02] /.test(answer)) {
          socket.destroy();
          reject(new Error(`Refused: ${answer.slice(0, 200)}`));
          return;
        }
        answer = '';
        next();
      });
    });
  }

  await Promise.all(Array.from({ length: senders }, sender));
  return { requests: sent, perSecond: (sent * 1000) / (performance.now() - began) };
}
