/** The commands that send one method, as a user types them, against SIPp: text, subscription, transfer. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import { runRung } from './support/rung.ts';

const absent = missing('sipp');

describe.skipIf(absent.length > 0)(`commands of one method${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  beforeAll(() => void (lab = createLab()));
  afterAll(() => lab.stop());

  const uas = (scenario: string): string => lab.run('sipp/uas.sh', lab.folder, scenario).trim().split('\n').at(-1) ?? '';
  const verdict = (scenario: string): Promise<{ code: number }> => lab.attemptAsync('sipp/result.sh', lab.folder, `uas-${scenario}`);

  it('rung message', async () => {
    const sent = await runRung(['message', uas('message'), 'hello there', '--json']);
    expect(sent).toMatchObject({ code: 0, summary: { status: 200, reason: 'OK' } });
    expect(await verdict('message')).toMatchObject({ code: 0 });
  });

  it('rung message to nobody says so', async () => {
    const sent = await runRung(['message', 'sip:nobody@127.0.0.1:9', 'hello', '--json']);
    expect(sent.code).toBe(1);
    expect(sent.errors).toContain('nothing listens on that port');
  });

  it('rung subscribe', async () => {
    const watched = await runRung(['subscribe', uas('sub-mwi'), 'message-summary', '--count', '3', '--json']);
    expect(watched.code).toBe(0);
    const states = watched.events.filter(({ event }) => event === 'notify').map((one) => [one['state'], /Messages-Waiting: (\w+)/.exec(String(one['body']))?.[1]]);
    expect(states).toEqual([[expect.stringContaining('active'), 'no'], [expect.stringContaining('active'), 'yes'], ['terminated;reason=timeout', undefined]]);
    expect(await verdict('sub-mwi')).toMatchObject({ code: 0 });
  });

  it('rung call --transfer-to', async () => {
    const called = await runRung(['call', uas('refer-recv'), '--tone', '440', '--transfer-to', 'sip:carol@127.0.0.1:9', '--transfer-after', '0.5', '--json', '--duration', '8']);
    expect(called).toMatchObject({ code: 0, summary: { status: 200, endedBy: 'local' } });
    expect(called.events.filter(({ event }) => event === 'transfer').map(({ state }) => state)).toEqual(['asked', 'trying', 'done']);
    expect(await verdict('refer-recv')).toMatchObject({ code: 0 });
  });
});
