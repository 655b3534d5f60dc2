/** Whatever stands in Reason, Warning, Diversion and History-Info: read without harm, within bounds, and in one line. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detailParams, failureDetails } from '../../src-shared/explain/failure-details.ts';
import { explainHeader } from '../../src-shared/explain/headers.ts';
import { diversionsOf } from '../../src-shared/sip/diversion.ts';
import { reactionTo } from '../../src-shared/sip/reaction.ts';
import { reasonsOf } from '../../src-shared/sip/reason.ts';
import { warningsOf } from '../../src-shared/sip/warning.ts';
import { request, response } from '../unit/sip-ua/messages.ts';

/** Text that has a chance to be taken for a value. */
const pieces = fc.constantFrom('SIP', 'Q.850', ';', '=', ',', '"', '\\', 'cause', 'text', ' ', '\t', '16', '486', '99999999999', '<', '>', 'sip:a@b', '?', 'Reason=', '%3B', '%', '305', 'h', 'ü', '\u0000', '\u001b', '\r\n');
const value = fc.oneof(fc.string(), fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')));
const FIELDS = ['reason', 'warning', 'diversion', 'history-info', 'retry-after', 'error-info', 'min-se', 'min-expires', 'require', 'unsupported', 'contact'];
const fields = fc.array(fc.tuple(fc.constantFrom(...FIELDS), value), { maxLength: 12 });
const CONTROL = /[\u0000-\u001f\u007f]/;

describe('what the wire says about failures', () => {
  it('is read without harm', () => {
    fc.assert(fc.property(fields, value, (headers, uri) => {
      const message = request('INVITE', uri, headers);
      expect(reasonsOf(message).length).toBeLessThanOrEqual(8);
      expect(warningsOf(message).length).toBeLessThanOrEqual(8);
      expect(diversionsOf(message).length).toBeLessThanOrEqual(20);
      for (const { text } of [...reasonsOf(message), ...warningsOf(message)]) expect(text.length <= 200 && !CONTROL.test(text)).toBe(true);
      for (const [name, one] of headers) explainHeader(name, one);
    }));
  });

  it('makes sentences of one line, and some reaction', () => {
    fc.assert(fc.property(fc.integer({ min: 100, max: 699 }), fields, value, (status, headers, phrase) => {
      const answer = response(status, headers, phrase);
      for (const language of ['en', 'de'] as const) {
        for (const sentence of failureDetails(detailParams(answer), language)) expect(sentence.length < 700 && !CONTROL.test(sentence), sentence).toBe(true);
      }
      const reaction = reactionTo(answer, { sent: request('INVITE', 'sip:a@b', headers), speaks: ['100rel'] });
      expect(reaction.kind === 'none').toBe(status < 300);
    }));
  });
});
