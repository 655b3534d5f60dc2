/** Something between two phones that forwards UDP: a router that meddles, a NAT that forgets, or a proxy that loses what it should pass on. */
import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';

export interface MeddlerOptions {
  /** Where it is reached by the caller (port 5060), and whom it forwards to (port 5060). */
  listen: string;
  port?: number;
  target: string;
  /** What becomes of a message on its way to the target. */
  change?: (text: string) => string;
  /** What it does not give back to the caller. */
  drop?: (text: string) => boolean;
  /** It adds a Via of its own, as proxies do (RFC 3261 16.6 step 8). */
  isProxy?: boolean;
  /** Its port towards the target is another one after such a silence. */
  forgetsAfterMs?: number;
}

export async function startMeddler({ listen, port = 5060, target, change = (text) => text, drop = () => false, isProxy = false, forgetsAfterMs = Infinity }: MeddlerOptions): Promise<{ close(): void }> {
  const inner = createSocket('udp4');
  let outer: Socket | undefined;
  let caller: RemoteInfo | undefined;
  let lastAtMs = 0;

  async function towardsTarget(): Promise<Socket> {
    if (outer && Date.now() - lastAtMs < forgetsAfterMs) return outer;
    outer?.close();
    outer = await bound(listen, 0);
    outer.on('message', (data) => {
      const text = data.toString('latin1');
      if (caller && !drop(text)) inner.send(Buffer.from(isProxy ? withoutVia(text) : text, 'latin1'), caller.port, caller.address);
    });
    return outer;
  }

  inner.on('message', (data, from) => {
    caller = from;
    const text = change(data.toString('latin1'));
    void towardsTarget().then((socket) => {
      lastAtMs = Date.now();
      socket.send(Buffer.from(isProxy ? withVia(text, `${listen}:${socket.address().port}`) : text, 'latin1'), 5060, target);
    });
  });
  await new Promise<void>((resolve) => inner.bind(port, listen, resolve));
  return {
    close() {
      inner.close();
      outer?.close();
    },
  };
}

const bound = (address: string, port: number): Promise<Socket> => new Promise((resolve) => {
  const socket = createSocket('udp4');
  socket.bind(port, address, () => resolve(socket));
});

const withVia = (text: string, sentBy: string): string => text.replace(/\r\nVia: [^\r]*branch=(z9hG4bK\w+)/, (via, branch: string) => `\r\nVia: SIP/2.0/UDP ${sentBy};branch=${branch}p${via}`);
const withoutVia = (text: string): string => text.replace(/\r\nVia: [^\r]*/, '');
