/** What is no SIP lies among the messages of a call and confuses nobody who reads SIP. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src-shared/diagnose/diagnose.ts';
import { callDiff } from '../../../src-shared/diff/call-diff.ts';
import { digestStory } from '../../../src-shared/explain/digest.ts';
import { ladderPcapng } from '../../../src-shared/export/ladder-pcapng.ts';
import { sippScenario } from '../../../src-shared/export/sipp.ts';
import { correlate } from '../../../src-shared/ladder/correlate.ts';
import { ladderJson } from '../../../src-shared/ladder/json.ts';
import { buildLadder } from '../../../src-shared/ladder/ladder.ts';
import { stateAt } from '../../../src-shared/ladder/state/state-at.ts';
import { ladderText } from '../../../src-shared/ladder/text.ts';
import type { TracedMessage } from '../../../src-shared/model.ts';
import { pseudonymise } from '../../../src-shared/share/pseudonymise.ts';
import { createScript, request, response, SDP } from './support.ts';

function call(): TracedMessage[] {
  const script = createScript();
  const id = { headers: ['Contact: <sip:alice@127.0.0.1>'] };
  script.add(request('INVITE', { ...id, body: SDP, contentType: 'application/sdp' }));
  script.add(response('401 Unauthorized', { headers: ['WWW-Authenticate: Digest realm="a", nonce="n"'] }), { out: false, atMs: 10 });
  script.add(request('ACK', { cseq: '1 ACK', toTag: 'bob' }), { atMs: 20 });
  script.add(request('INVITE', { ...id, cseq: '2 INVITE', branch: 'z9hG4bK2', body: SDP, contentType: 'application/sdp', headers: ['Authorization: Digest username="u", realm="a", nonce="n", uri="sip:x", response="1"'] }), { atMs: 30 });
  script.add(response('404 Not Found', { cseq: '2 INVITE', branch: 'z9hG4bK2' }), { out: false, atMs: 40 });
  script.add(request('ACK', { cseq: '2 ACK', branch: 'z9hG4bK2', toTag: 'bob' }), { atMs: 50 });
  return script.messages.map((message) => ({ ...message, seq: message.seq * 2 }));
}

function mixed(sip: readonly TracedMessage[]): TracedMessage[] {
  return sip.flatMap((message) => [packetBefore(message), message]);
}

function packetBefore({ seq, atMs, callId }: TracedMessage): TracedMessage {
  return {
    seq: seq - 1, atMs: atMs - 1, direction: 'out', transport: 'udp', local: '127.0.0.1:4000', remote: '127.0.0.1:3478', start: 'STUN Binding request', callId, method: '', branch: '',
    fromTag: '', toTag: '', hasSdp: false, raw: 'STUN Binding request', protocol: 'stun', packet: 'AAEAACESpEIAAAAAAAAAAAAAAAA=', folded: { count: 3, lastAtMs: atMs },
  };
}

describe('packets among the messages of a call', () => {
  const sip = call();
  const all = mixed(sip);
  const last = sip.at(-2) as TracedMessage;

  it('leave diagnosis, state, comparison, correlation, scenario and pseudonyms as they are', () => {
    expect(diagnose(all, [])).toEqual(diagnose(sip, []));
    expect(diagnose(sip, []).length).toBeGreaterThan(0);
    expect(stateAt(all, last)).toEqual(stateAt(sip, last));
    expect(callDiff(all, sip)).toMatchObject({ different: 0, leftMs: 50, rightMs: 50 });
    expect(correlate(all)).toEqual(correlate(sip));
    expect(digestStory(all, sip[3] as TracedMessage)).toEqual(digestStory(sip, sip[3] as TracedMessage));
    for (const side of ['uac', 'uas'] as const) expect(sippScenario(all, side, 'Rung')).toBe(sippScenario(sip, side, 'Rung'));
    const random = (): number => 0.5;
    expect(pseudonymise(all, [], random).messages.map(({ seq }) => seq)).toEqual(sip.map(({ seq }) => seq));
  });

  it('are arrows of their own kind, in no transaction of anybody', () => {
    const { arrows } = buildLadder(all, []);
    expect(arrows.slice(0, 2)).toMatchObject([{ kind: 'packet', label: 'STUN Binding request ×3' }, { kind: 'request', label: 'INVITE (SDP)' }]);
    expect(new Set(arrows.filter(({ kind }) => kind === 'packet').map(({ exchange }) => exchange)).size).toBe(sip.length);
    expect(ladderText(buildLadder(all, []))).toContain('STUN Binding request ×3');
    const [dialog] = ladderJson(buildLadder(all, [])).dialogs;
    expect(dialog).toMatchObject({ method: 'INVITE', status: 404, from: 'sip:alice@example.org' });
    expect(dialog?.messages[0]).toMatchObject({ protocol: 'stun', count: 3, src: '127.0.0.1:4000' });
  });

  it('are written to a capture as they were on the wire', () => {
    const capture = Buffer.from(ladderPcapng(buildLadder(all.slice(0, 1), []), [], 'Rung'));
    expect(capture.includes(Buffer.from('AAEAACESpEIAAAAAAAAAAAAAAAA=', 'base64'))).toBe(true);
    expect(capture.includes('STUN Binding request ×3')).toBe(true);
  });
});
