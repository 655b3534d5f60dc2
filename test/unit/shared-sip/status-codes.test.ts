import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RESPONSES_DOC, responsesDoc } from '../../../scripts/responses-doc.ts';
import { explainStatus } from '../../../src-shared/explain/statuses.ts';
import { METHODS } from '../../../src-shared/sip/methods.ts';
import { reasonPhrase, STATUS_CODES, statusClass, statusCode } from '../../../src-shared/sip/status-codes.ts';

/** The codes that are registered, and those that older texts print. */
const MISSION = `100 180 181 182 183 199 200 202 204 300 301 302 305 380 400 401 402 403 404 405 406 407 408 410 412 413 414 415 416 417 420 421 422 423 424
  428 429 430 433 436 437 438 439 440 469 470 480 481 482 483 484 485 486 487 488 489 491 493 494 500 501 502 503 504 505 513 580 600 603 604 606 607 608`;

describe('status codes', () => {
  it.each(MISSION.split(/\s+/).map(Number))('%i is known by name, RFC and meaning', (code) => {
    const known = statusCode(code);
    expect(known).toMatchObject({ code, class: statusClass(code), rfc: expect.stringMatching(/^\d{4} [\d.]+$/) });
    const { brief, meaning, receiving, sending } = known;
    for (const text of [known.reason, ...Object.values(brief)]) expect(text).toMatch(/^\p{Lu}.*[^.]$/u);
    for (const text of [...Object.values(meaning), ...Object.values(receiving)]) expect(text).toMatch(/^\p{Lu}.*\.$/u);
    expect(sending.en === 'never').toBe(sending.de === 'nie');
    expect(sending.en).toMatch(/^(never|\p{Lu}.*\.)$/u);
  });

  it.each([[605, 600], [499, 400], [299, 200], [199, 199], [189, 183], [399, 300], [599, 500]])('%i is treated as %i', (code, as) => {
    expect(statusCode(code).code).toBe(as);
    expect(reasonPhrase(code)).toBe(STATUS_CODES.get(as)?.reason);
  });
});

describe('explainStatus', () => {
  it('tells what Rung does about a response that it received', () => {
    expect(explainStatus(486, true)).toEqual({
      en: 'The called phone is busy. Rung, on receiving it: gives up, and says when to try again where Retry-After tells.',
      de: expect.stringContaining('Das gerufene Telefon ist besetzt. Rung, wenn es sie empfängt: gibt auf'),
      section: 'RFC 3261 21.4.24',
    });
    expect(explainStatus(486, false).en).toBe('The called phone is busy.');
  });

  it('shows 605 as the legend that it is, and other unknown codes by class', () => {
    expect(explainStatus(605, false)).toMatchObject({ en: expect.stringMatching(/^Not a registered code. Older tutorials.*treated as 600/), section: 'RFC 3261 8.1.3.2' });
    expect(explainStatus(499, false).de).toMatch(/^Kein eingetragener Code; er gilt wie 400\. /);
  });
});

it('docs/responses.md is what the table says (node scripts/responses-doc.ts)', () => {
  expect(readFileSync(RESPONSES_DOC, 'utf8')).toBe(responsesDoc());
});

describe('methods', () => {
  it('are those of the mission', () => {
    expect([...METHODS.keys()].sort()).toEqual(['ACK', 'BYE', 'CANCEL', 'INFO', 'INVITE', 'MESSAGE', 'NOTIFY', 'OPTIONS', 'PRACK', 'PUBLISH', 'REFER', 'REGISTER', 'SUBSCRIBE', 'UPDATE']);
  });
});
