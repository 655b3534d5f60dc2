import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sippScenario } from '../../../src-shared/export/sipp.ts';
import type { TracedMessage } from '../../../src-shared/model.ts';
import { createScript, request, response, SDP } from '../ladder/support.ts';

const CONTACT = 'Contact: <sip:alice@127.0.0.1:5060;transport=udp>';
const PEER_CONTACT = 'Contact: <sip:bob@127.0.0.1:5070>';

/** Challenged, rung, answered; ended by the caller. */
function challengedCall(): TracedMessage[] {
  const script = createScript();
  const sdp = { body: SDP, contentType: 'application/sdp' };
  script.add(request('INVITE', { ...sdp, headers: [CONTACT] }));
  script.add(response('407 Proxy Authentication Required', { toTag: 'x', headers: ['Proxy-Authenticate: Digest realm="r", nonce="n"'] }), { out: false, atMs: 10 });
  script.add(request('ACK', { toTag: 'x' }), { atMs: 11 });
  const again = { branch: 'z9hG4bK2', cseq: '2 INVITE' };
  script.add(request('INVITE', { ...sdp, ...again, headers: [CONTACT, 'Proxy-Authorization: Digest username="a", response="1"'] }), { atMs: 12 });
  script.add(request('INVITE', { ...sdp, ...again, headers: [CONTACT, 'Proxy-Authorization: Digest username="a", response="1"'] }), { atMs: 512 });
  script.add(response('180 Ringing', again), { out: false, atMs: 520 });
  script.add(response('200 OK', { ...sdp, ...again, headers: [PEER_CONTACT] }), { out: false, atMs: 1520 });
  script.add(request('ACK', { branch: 'z9hG4bK3', cseq: '2 ACK', toTag: 'bob' }), { atMs: 1521 });
  script.add(request('BYE', { branch: 'z9hG4bK4', cseq: '3 BYE', toTag: 'bob' }), { atMs: 100_000 });
  script.add(response('200 OK', { branch: 'z9hG4bK4', cseq: '3 BYE' }), { out: false, atMs: 100_010 });
  return script.messages;
}

const scenario = (side: 'uac' | 'uas', messages: TracedMessage[] = challengedCall()): string => sippScenario(messages, side, 'Rung/test') ?? '';
const startLines = (xml: string): string[] => xml.split('\n').flatMap((line, at, all) => (all[at - 2]?.includes('<![CDATA[') ? [line.trim()] : []));
const keywords = (xml: string): string[] => [...xml.matchAll(/<!\[CDATA\[([\s\S]*?)\]\]>/g)].flatMap(([, text = '']) => text.match(/\[[^\]\n]*\]/g) ?? []);
const received = (xml: string): string[] => [...xml.matchAll(/<recv (.*?)(?: \/)?>/g)].map(([, attributes = '']) => attributes);

describe('the UAC side as a SIPp scenario', () => {
  it('sends what was sent, once, and expects what came', () => {
    const xml = scenario('uac');
    expect(startLines(xml)).toEqual([
      'INVITE sip:[service]@example.org SIP/2.0', 'ACK sip:[service]@example.org SIP/2.0', 'INVITE sip:[service]@example.org SIP/2.0', 'ACK [next_url] SIP/2.0', 'BYE [next_url] SIP/2.0',
    ]);
    expect(received(xml)).toEqual([
      'response="100" optional="true"', 'response="180" optional="true" rrs="true"', 'response="183" optional="true" rrs="true"', 'response="407" auth="true"',
      'response="100" optional="true"', 'response="180" optional="true" rrs="true"', 'response="183" optional="true" rrs="true"', 'response="200" rrs="true"', 'response="200"',
    ]);
    expect(xml).toContain('<!-- Left out: 1 (repeated): 5 -->');
  });
  it('has SIPp\'s values where they are of the new call', () => {
    const xml = scenario('uac');
    expect(xml).toContain('Contact: <sip:alice@[local_ip]:[local_port];transport=[transport]>');
    expect(xml).toContain('m=audio [media_port] RTP/AVP 8 0');
    expect(xml.match(/\[authentication\]/g)).toHaveLength(1);
    expect(xml).not.toMatch(/response="1"|tag=alice|Call-ID: call-1|z9hG4bK/);
  });
  it('acknowledges the refusal with the branch of its INVITE, the answer with one of its own', () => {
    const xml = scenario('uac');
    expect(xml.match(/branch=\[branch-5\]/g)).toHaveLength(1);
    expect(xml.match(/branch=\[branch\]/g)).toHaveLength(4);
  });
  it('waits as long as it was waited, ten seconds at most', () => {
    expect([...scenario('uac').matchAll(/(?:<!-- (\d+) ms -->\n)?<pause milliseconds="(\d+)"/g)].map(([, was, ms]) => [was, ms])).toEqual([['98479', '10000']]);
  });
});

describe('the UAS side as a SIPp scenario', () => {
  it('copies from the request, with a tag where it began the dialog', () => {
    const xml = scenario('uas');
    expect(startLines(xml)).toEqual(['SIP/2.0 407 Proxy Authentication Required', 'SIP/2.0 180 Ringing', 'SIP/2.0 200 OK', 'SIP/2.0 200 OK']);
    expect(received(xml)).toEqual(['request="INVITE" rrs="true"', 'request="ACK"', 'request="INVITE" rrs="true"', 'request="ACK"', 'request="BYE"']);
    expect(xml.match(/\[last_To:\]$/gm)).toHaveLength(1);
    expect(xml.match(/\[last_To:\];tag=\[pid\]SIPpTag\[call_number\]$/gm)).toHaveLength(3);
  });
  it('answers the INVITE from what it kept of it when a CANCEL came since', () => {
    const script = createScript();
    script.add(request('INVITE'));
    script.add(request('CANCEL'));
    script.add(response('200 OK', { cseq: '1 CANCEL' }), { out: false });
    script.add(response('487 Request Terminated'), { out: false });
    script.add(request('ACK', { toTag: 'bob' }));
    const xml = scenario('uas', script.messages);
    expect(xml).toContain('[$via1]\n    From:[$from1]\n    To:[$to1];tag=[pid]SIPpTag[call_number]');
    expect(xml).toContain('CSeq:[$cseq1]');
    expect(scenario('uac', script.messages)).toContain('branch=[branch-1]');
  });
  it('sends its own requests with From and To the other way round', () => {
    const script = createScript();
    script.add(request('INVITE'));
    script.add(response('200 OK', { headers: [PEER_CONTACT] }), { out: false });
    script.add(request('ACK', { toTag: 'bob', branch: 'z9hG4bK2' }));
    script.add(request('BYE', { toTag: 'alice', branch: 'z9hG4bK3' }).replace('tag=alice', 'tag=bob'), { out: false });
    expect(scenario('uas', script.messages)).toContain('From:[$to1];tag=[pid]SIPpTag[call_number]\n    To:[$from1]');
  });
});

describe('what a peer writes', () => {
  it('is no keyword, no end of the section, and no comment', () => {
    const script = createScript();
    script.add(request('INVITE', { callId: 'a-->b', headers: ['X-A: [call_id] ]]> \\x41 \u202e'] }));
    const xml = scenario('uac', script.messages);
    expect(xml).toContain('X-A: \\x5Bcall_id] ]]\\x3E \\x5Cx41 \\xE2\\x80\\xAE');
    expect(xml).toContain('of the call a- - b of');
  });
  it('is never anything but text: any header value gives well-formed XML with no keyword of its own', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...'[]<>&"\'-!\\x$: a\0\u001b\u202e\ud800\t') });
    const plain = scenario('uac', [createScript().add(request('INVITE'))]);
    fc.assert(fc.property(hostile, hostile, (value, name) => {
      const xml = scenario('uac', [createScript().add(request('INVITE', { callId: `x${name}`, headers: [`Subject: x${value}`], contentType: 'text/plain', body: value }))]);
      const outside = xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '').replace(/<!--(?:(?!--)[\s\S])*-->/g, '');
      expect(outside.replace(/ms="\d+"/g, '')).toBe(plain.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '').replace(/<!--(?:(?!--)[\s\S])*-->/g, ''));
      expect(keywords(xml)).toEqual(keywords(plain));
      expect(xml).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}]/u);
    }));
  });
  it('where nothing begins, there is nothing to replay', () => {
    expect(sippScenario([createScript().add(response('200 OK'))], 'uac', 'Rung/test')).toBeUndefined();
    expect(sippScenario([], 'uas', 'Rung/test')).toBeUndefined();
  });
});
