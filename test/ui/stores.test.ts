// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useAccounts } from '../../src-renderer/stores/accounts.ts';
import { useCalls } from '../../src-renderer/stores/calls.ts';
import { useHistory } from '../../src-renderer/stores/history.ts';
import { useLadderLook } from '../../src-renderer/stores/ladder-look.ts';
import { useSession } from '../../src-renderer/stores/session.ts';
import { useSettings } from '../../src-renderer/stores/settings.ts';
import { MAX_RECENT, mergeBySeq, useTrace } from '../../src-renderer/stores/trace.ts';
import { useUi } from '../../src-renderer/stores/ui.ts';
import { fixture, message, settle } from './fixture.ts';

afterEach(() => vi.useRealTimers());

describe('the stores', () => {
  it('load everything on connecting and again on reconnecting', async () => {
    const { fake, wire } = await fixture('full');
    expect(useSession().ready).toBe(true);
    expect(useAccounts().list).toHaveLength(2);
    expect(useHistory().rows).toHaveLength(60);
    expect(useTrace().recent).toHaveLength(4);
    wire.become('lost');
    expect(useSession().connection).toBe('lost');
    const before = fake.called.filter(({ method }) => method === 'app.state').length;
    wire.become('open');
    await settle();
    expect(fake.called.filter(({ method }) => method === 'app.state')).toHaveLength(before + 1);
    expect(useSession().connection).toBe('open');
  });

  it('remember how ladders are to be drawn, but not what a look for one message opens', async () => {
    const { fake } = await fixture();
    const look = useLadderLook();
    look.nextTime();
    look.showPackets = true;
    look.zoom(1);
    await settle();
    expect([look.time, look.showPackets, look.rowPx]).toEqual(['previous', true, 40]);
    expect(useSettings().current.ladderLook).toMatchObject({ time: 'previous', showPackets: true, level: 4, foldRepeats: true });
    look.openAll();
    expect(look.foldRepeats).toBe(false);
    await settle();
    expect(useSettings().current.ladderLook.foldRepeats).toBe(true);
    fake.emit('settings.changed', { ...useSettings().current, ladderLook: { ...useSettings().current.ladderLook, colour: 'kind' } });
    await settle();
    expect([look.colour, look.foldRepeats]).toEqual(['kind', true]);
  });

  it('follow a call from dialling to its row in the history', async () => {
    await fixture();
    const calls = useCalls();
    expect(await settled(calls.dial({ target: 'bob@example.org' }))).toBe(true);
    expect(calls.selected).toMatchObject({ state: 'calling' });
    await settle(1_000);
    expect(calls.selected?.state).toBe('ringing');
    await settle(3_000);
    expect(calls.selected).toMatchObject({ state: 'confirmed', codec: 'PCMA' });
    expect(calls.selected?.stats?.received).toBeGreaterThan(0);
    await settled(calls.hangup(calls.selectedId));
    await settle();
    expect(calls.active).toHaveLength(0);
    expect(useHistory().rows[0]).toMatchObject({ outcome: 'answered' });
    expect(useTrace().recent.map((one) => one.method)).toContain('BYE');
  });

  it('tell why a call was not placed', async () => {
    await fixture();
    expect(await settled(useCalls().dial({ target: 'bob jones' }))).toBe(false);
    expect(useUi().notices[0]?.error?.code).toBe('dial-bad-uri');
  });

  it('put a link that was opened into the dial field, and do not dial it', async () => {
    const { fake } = await fixture();
    const ui = useUi();
    Object.assign(ui, { view: 'settings', shortcutsOpen: true });
    const focus = ui.dialFocus;
    fake.emit('dial.requested', { target: 'sip:bob@example.org' });
    await settle();
    expect(ui).toMatchObject({ view: 'phone', shortcutsOpen: false, dialText: 'sip:bob@example.org' });
    expect(ui.dialFocus).not.toBe(focus);
    expect(fake.called.map(({ method }) => method)).not.toContain('call.dial');
  });

  it('say the same thing only once, and not everything at once', async () => {
    await fixture();
    const ui = useUi();
    for (let i = 0; i < 3; i++) ui.inform('copied');
    expect(ui.notices).toHaveLength(1);
    for (let i = 0; i < 20; i++) ui.tell({ code: `e${i}`, message: 'x' });
    expect(ui.notices).toHaveLength(4);
    ui.dismiss(ui.notices[0]?.id ?? 0);
    expect(ui.notices).toHaveLength(3);
  });

  it('keep the eyes on the conversation when another call comes in', async () => {
    const { fake } = await fixture();
    const calls = useCalls();
    await settled(calls.dial({ target: 'bob@example.org' }));
    await settle(4_000);
    const talking = calls.selectedId;
    const second = fake.incoming({});
    await settle();
    expect(calls.selectedId).toBe(talking);
    expect(calls.ringing.map((call) => call.id)).toEqual([second.id]);
    await settled(calls.answer(second.id));
    expect(calls.selectedId).toBe(second.id);
  });

  it('take a setting back that the core refuses', async () => {
    const { wire } = await fixture();
    const settings = useSettings();
    wire.become('lost');
    expect(await settings.save({ theme: 'dark' })).toBe(false);
    expect(settings.current.theme).toBe('system');
  });

  it('ask the core for what is searched, once the typing pauses', async () => {
    const { fake } = await fixture('full');
    const history = useHistory();
    const asked = (): number => fake.called.filter(({ method }) => method === 'history.list').length;
    const before = asked();
    for (const query of ['c', 'ca', 'car']) {
      history.query = query;
      await settle(20);
    }
    await settle();
    expect(asked()).toBe(before + 1);
    expect(history.rows.every((row) => row.remoteUri.includes('carol'))).toBe(true);
    history.outcome = 'busy';
    await settle();
    expect(history.rows.every((row) => row.outcome === 'busy')).toBe(true);
  });

  it('keep a flood of messages within bounds', async () => {
    const { fake } = await fixture();
    fake.flood(MAX_RECENT + 500);
    await settle();
    const trace = useTrace();
    expect(trace.recent).toHaveLength(MAX_RECENT);
    expect(trace.recent.at(-1)?.seq).toBe(MAX_RECENT + 500);
  });
});

describe('mergeBySeq', () => {
  it('orders by seq and drops doubles', () => {
    const merged = mergeBySeq([message(1), message(3)], [message(2), message(3), message(4)]);
    expect(merged.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });
});

/** Awaits an answer that needs fake time to pass. */
async function settled<T>(promise: Promise<T>): Promise<T> {
  await settle(1);
  return promise;
}
