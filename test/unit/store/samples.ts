import type { Account, CallRecord, TracedMessage } from '../../../src-shared/model.ts';
import { defaultAccountOptions } from '../../../src-shared/model.ts';

export function sampleRecord(changes: Partial<CallRecord> = {}): CallRecord {
  return {
    id: 'call-1', direction: 'out', sipCallId: 'abc@192.0.2.1', remoteUri: 'sip:bob@example.org', remoteName: 'Bob', startedAtMs: 1_000.25,
    endedAtMs: 9_000, outcome: 'answered', messageCount: 0, ...changes,
  };
}

export function sampleMessage(changes: Partial<TracedMessage> = {}): TracedMessage {
  return {
    seq: 1, atMs: 1_001.5, direction: 'out', transport: 'udp', local: '192.0.2.1:5060', remote: '192.0.2.7:5060',
    start: 'INVITE sip:bob@example.org SIP/2.0', callId: 'abc@192.0.2.1', method: 'INVITE', cseq: 1, branch: 'z9hG4bK1', fromTag: 'a', toTag: '',
    hasSdp: true, raw: 'INVITE sip:bob@example.org SIP/2.0\r\nSubject: Grüße\r\n\r\n', ...changes,
  };
}

export function sampleAccount(changes: Partial<Account> = {}): Account {
  return {
    id: 'a1', label: 'Work', displayName: 'Alice', user: 'alice', domain: 'example.org', authUser: '', proxy: '', transport: 'udp',
    register: true, expiresS: 300, codecs: ['PCMA'], enabled: true, ...defaultAccountOptions, ...changes,
  };
}
