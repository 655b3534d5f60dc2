import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import { parseUri } from '../../src-shared/sip/uri.ts';
import type { EchoPeer, EchoPeerOptions } from './echo-peer.ts';
import { openEchoPeer } from './echo-peer.ts';

/** The way to the built-in peers: turns `sip:echo@local` into an address, starting the peer when it is first wanted. */
export interface EchoLine {
  /** Other URIs come back as they are. Errors: `no-such-peer` for an unknown name at `local`, or no socket. */
  translate(uri: string): Promise<Result<string, RungError>>;
  close(): Promise<void>;
}

export function createEchoLine(options: Omit<EchoPeerOptions, 'ports'> & { ports: () => EchoPeerOptions['ports'] }): EchoLine {
  let peer: Promise<Result<EchoPeer, RungError>> | undefined;

  return {
    async translate(uri) {
      const parsed = parseUri(uri);
      if (!parsed.ok || parsed.value.scheme === 'other' || parsed.value.scheme === 'tel' || parsed.value.host !== 'local') return ok(uri);
      const name = parsed.value.user ?? '';
      if (name !== 'echo') {
        return err(rungError('no-such-peer', `There is no built-in peer "${name}". Dial sip:echo@local to hear yourself.`, { name }));
      }
      peer ??= openEchoPeer({ ...options, ports: options.ports() });
      const opened = await peer;
      if (!opened.ok) peer = undefined;
      return opened.ok ? ok(`sip:echo@${opened.value.address.address}:${opened.value.address.port}`) : opened;
    },
    async close() {
      const opened = await peer;
      if (opened?.ok) await opened.value.close();
    },
  };
}
