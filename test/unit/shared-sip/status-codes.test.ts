import { describe, expect, it } from 'vitest';
import { METHODS } from '../../../src-shared/sip/methods.ts';
import { reasonPhrase, STATUS_CODES, statusClass, statusCode } from '../../../src-shared/sip/status-codes.ts';

/** The codes that are registered, and those that older texts print. */
const MISSION = `100 180 181 182 183 200 202 204 300 301 302 305 380 400 401 402 403 404 405 406 407 408 410 412 413 414 415 416 417 420 421 422 423 424
  428 429 430 433 436 437 438 439 440 469 470 480 481 482 483 484 485 486 487 488 489 491 493 494 500 501 502 503 504 505 513 580 600 603 604 606 607 608`;

describe('status codes', () => {
  it.each(MISSION.split(/\s+/).map(Number))('%i is known by name, RFC and meaning', (code) => {
    const known = statusCode(code);
    expect(known).toMatchObject({ code, class: statusClass(code), rfc: expect.stringMatching(/^\d{4} [\d.]+$/) });
    for (const text of [known.reason, known.meaning.en, known.meaning.de]) expect(text.length).toBeGreaterThan(1);
  });

  it.each([[605, 600], [499, 400], [299, 200], [199, 199], [189, 183], [399, 300], [599, 500]])('%i is treated as %i', (code, as) => {
    expect(statusCode(code).code).toBe(as);
    expect(reasonPhrase(code)).toBe(STATUS_CODES.get(as)?.reason);
  });
});

describe('methods', () => {
  it('are those of the mission', () => {
    expect([...METHODS.keys()].sort()).toEqual(['ACK', 'BYE', 'CANCEL', 'INFO', 'INVITE', 'MESSAGE', 'NOTIFY', 'OPTIONS', 'PRACK', 'PUBLISH', 'REFER', 'REGISTER', 'SUBSCRIBE', 'UPDATE']);
  });
});
