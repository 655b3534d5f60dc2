import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import { parseUri } from '../../src-shared/sip/uri.ts';
import type { LocalPeer, LocalPeerOptions } from './local-peer.ts';
import { openLocalPeer } from './local-peer.ts';
import type { Taker } from './take-call.ts';

/** The way to the built-in peers: turns `sip:echo@local` into an address, starting the peer when it is first wanted. */
export interface LocalLine {
  /** Other URIs come back as they are. Errors: `no-such-peer` for an unknown name at `local`, or no socket. */
  translate(uri: string): Promise<Result<string, RungError>>;
  close(): Promise<void>;
}

export interface LocalLineOptions extends Omit<LocalPeerOptions, 'ports'> {
  ports: () => LocalPeerOptions['ports'];
  /** Besides the echo. */
  takers: Record<string, Taker>;
}

/** Sends back what it hears. */
const echo: Taker = () => ({ plan: { source: { kind: 'echo' }, sink: 'none', records: [] } });

export function createLocalLine(options: LocalLineOptions): LocalLine {
  const takers = new Map<string, Taker>([['echo', echo], ...Object.entries(options.takers)]);
  const peers = new Map<string, Promise<Result<LocalPeer, RungError>>>();

  async function peerOf(name: string, taker: Taker): Promise<Result<LocalPeer, RungError>> {
    const opening = peers.get(name) ?? openLocalPeer(name, taker, { ...options, ports: options.ports() });
    peers.set(name, opening);
    const opened = await opening;
    if (!opened.ok) peers.delete(name);
    return opened;
  }

  return {
    async translate(uri) {
      const parsed = parseUri(uri);
      if (!parsed.ok || parsed.value.scheme === 'other' || parsed.value.scheme === 'tel' || parsed.value.host !== 'local') return ok(uri);
      const name = parsed.value.user ?? '';
      const taker = takers.get(name);
      if (!taker) return err(noSuchPeer(name));
      const opened = await peerOf(name, taker);
      if (!opened.ok) return opened;
      const parameters = [...parsed.value.parameters].map(([key, value]) => (value === '' ? `;${key}` : `;${key}=${value}`)).join('');
      return ok(`sip:${name}@${opened.value.address.address}:${opened.value.address.port}${parameters}`);
    },
    async close() {
      for (const opening of peers.values()) {
        const opened = await opening;
        if (opened.ok) await opened.value.close();
      }
    },
  };
}

function noSuchPeer(name: string): RungError {
  const message = `There is no built-in peer "${name}". Dial sip:echo@local to hear yourself, sip:recorder@local to be recorded, sip:player@local;sound=NAME to hear a sound.`;
  return rungError('no-such-peer', message, { name });
}
