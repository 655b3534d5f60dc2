// @vitest-environment happy-dom
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../../src-renderer/App.vue';
import { useDocuments } from '../../src-renderer/stores/documents.ts';
import type { OpenDocument } from '../../src-renderer/capture/open-document.ts';
import { useUi } from '../../src-renderer/stores/ui.ts';
import { FakeWorker } from '../fakes/fake-worker.ts';
import type { Fixture } from './fixture.ts';
import { HOSTILE, fixture } from './fixture.ts';

const CALL = readFileSync('test/captures/call.pcap');
const SAP = readFileSync('test/captures/sap.pcap');
const LOG = readFileSync('test/unit/capture/logs/asterisk-chan-sip.log');
const SIPDUMP = readFileSync('test/unit/capture/logs/kamailio-sipdump.data');

/** happy-dom lays nothing out: a list of what fits would show nothing. */
vi.mock('@tanstack/vue-virtual', async () => {
  const { computed, unref } = await import('vue');
  type Options = { count: number; estimateSize: (index: number) => number };
  return {
    useVirtualizer: (options: Options) => computed(() => {
      const { count, estimateSize } = unref(options);
      return {
        getVirtualItems: () => Array.from({ length: count }, (_, index) => ({ index, key: index, start: 0, size: estimateSize(index) })),
        getTotalSize: () => 0, scrollToIndex() {}, measure() {},
      };
    }),
  };
});

beforeEach(() => vi.stubGlobal('Worker', FakeWorker));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  FakeWorker.all.length = 0;
});

const file = (name: string, bytes: Uint8Array | string): File => new File([typeof bytes === 'string' ? bytes : Uint8Array.from(bytes)], name);

const LONGEST_NS = 20_000_000_000n;

/** Reading a file waits for more than timers. */
async function until(condition: () => boolean): Promise<void> {
  const begunNs = process.hrtime.bigint();
  while (!condition() && process.hrtime.bigint() - begunNs < LONGEST_NS) {
    await vi.advanceTimersByTimeAsync(20);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(condition()).toBe(true);
}

async function opened(...files: File[]): Promise<OpenDocument> {
  const documents = useDocuments();
  documents.open(files);
  await until(() => documents.shown?.state !== 'reading' && documents.shown?.searching === false);
  if (!documents.shown) throw new Error('nothing shown');
  return documents.shown;
}

async function started(): Promise<Fixture> {
  vi.useRealTimers();
  const made = await fixture('empty');
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'] });
  return made;
}

describe('opened files', () => {
  it('show announcements of sessions, and name the streams that these announce', async () => {
    const { mount } = await started();
    const wrapper = mount(App);
    const document = await opened(file('sap.pcap', SAP));
    await until(() => document.messages.length === document.progress.announcements && document.streams.length > 0 && wrapper.find('[data-testid=file-announcements]').exists());
    expect(document.messages.map(({ start }) => start)).toContain('announcement Morning concert');
    const entry = wrapper.get('[data-testid=file-announcements]');
    expect(entry.text()).toContain(String(document.progress.announcements));
    expect(entry.attributes('aria-pressed')).toBe('true');
    await until(() => wrapper.text().includes('deletion Weather'));
    document.choose([]);
    await until(() => document.messages.length === 0);
    await wrapper.get('[data-testid=file-show-streams]').trigger('click');
    await wrapper.get('[data-testid=stream-session]').trigger('click');
    await until(() => document.messages.length > 0);
    wrapper.unmount();
  });

  it('show their calls, and the first INVITE in the ladder', async () => {
    await started();
    const document = await opened(file('call.pcap', CALL));
    expect(useUi().view).toBe('trace');
    expect(document).toMatchObject({ state: 'ready', name: 'call.pcap' });
    const invite = document.calls.find(({ method }) => method === 'INVITE');
    expect(document.chosen).toEqual([invite?.callId]);
    await until(() => document.messages.length === invite?.messages);
    expect(document.streams.length).toBe(document.progress.streams);
  });

  it('are found by text, method and answer', async () => {
    await started();
    const document = await opened(file('k.data', SIPDUMP));
    expect(document).toMatchObject({ total: 1, methods: ['INVITE'] });
    const found = async (query: Partial<OpenDocument['query']>): Promise<number> => {
      Object.assign(document.query, { text: '', method: '', status: '', ...query });
      await vi.advanceTimersByTimeAsync(200);
      await until(() => !document.searching);
      return document.total;
    };
    expect(await found({ text: '1002' })).toBe(1);
    expect(await found({ text: 'RTP/AVP' })).toBe(1);
    expect(await found({ text: 'nowhere' })).toBe(0);
    expect(await found({ method: 'REGISTER' })).toBe(0);
    expect(await found({ status: '2' })).toBe(1);
    expect(await found({ status: 'none' })).toBe(0);
  });

  it('tell what went on around a call', async () => {
    await started();
    const later = new TextDecoder().decode(LOG).replaceAll('2026-03-01 14:', '2026-03-01 17:').replaceAll('3848276298220188511', 'later');
    const leg = new TextDecoder().decode(LOG).replaceAll('3848276298220188511', 'leg');
    const document = await opened(file('three.log', new TextDecoder().decode(LOG) + leg + later));
    const around = document.around(document.calls[0]?.callId ?? '');
    let found: string[] | undefined;
    void around.then(({ messages }) => (found = messages.map(({ callId }) => callId.split('@')[0] ?? '')));
    await until(() => found !== undefined);
    expect([...new Set(found)]).toEqual(['3848276298220188511', 'leg']);
    expect(found).toHaveLength(20);
  });

  it('show a call of thousands of messages part by part, and judge only a whole one', async () => {
    const { mount } = await started();
    const wrapper = mount(App);
    const document = await opened(file('long.log', new TextDecoder().decode(LOG).repeat(110)));
    await until(() => wrapper.find('[data-testid=file-part]').exists());
    expect([document.messages.length, document.part]).toEqual([1000, { from: 0, total: 1100 }]);
    expect(wrapper.get('[data-testid=file-part]').text()).toBe('Messages 1 to 1,000 of 1,100');
    expect(wrapper.find('[data-testid=diagnosis]').exists()).toBe(false);
    await wrapper.get('[data-testid=file-part-later]').trigger('click');
    await until(() => document.part.from === 1000);
    expect(document.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, n) => 1001 + n));
    expect(wrapper.get('[data-testid=file-part-later]').attributes('disabled')).toBeDefined();
    await wrapper.get('[data-testid=file-part-earlier]').trigger('click');
    await until(() => document.part.from === 0);
    wrapper.unmount();
  });

  it('list thousands of calls, a portion at a time', async () => {
    await started();
    const text = new TextDecoder().decode(LOG);
    const document = await opened(file('many.log', Array.from({ length: 1200 }, (_, n) => text.replaceAll('3848276298220188511', `call-${n}`)).join('')));
    await until(() => document.calls.length === 1200);
    expect(new Set(document.calls.map(({ callId }) => callId)).size).toBe(1200);
  });

  it('may be packed', async () => {
    await started();
    expect(await opened(file('log.gz', gzipSync(LOG)))).toMatchObject({ state: 'ready', total: 1 });
  });

  it('that cannot be read say why, and let go of their worker', async () => {
    await started();
    expect(await opened(file('notes.txt', 'nothing here\n'))).toMatchObject({ state: 'failed', error: { code: 'no-sip-in-file' } });
    expect(FakeWorker.all[0]?.isOver).toBe(true);
    expect(await opened(file('broken.gz', gzipSync(LOG).subarray(0, 200)))).toMatchObject({ state: 'failed', error: { code: 'file-unreadable' } });
    expect(await opened(file('empty.pcap', ''))).toMatchObject({ state: 'failed', error: { code: 'file-empty' } });
  });

  it('stand beside each other, are closed one by one, and are not too many', async () => {
    await started();
    const documents = useDocuments();
    await opened(file('a.log', LOG), file('b.log', LOG), file('c.log', LOG));
    expect(documents.shown?.name).toBe('a.log');
    documents.close(documents.shownId);
    expect(documents.shown?.name).toBe('b.log');
    documents.shownId = 3;
    documents.close(3);
    expect(documents.shown?.name).toBe('b.log');
    documents.close(2);
    expect(documents.shownId).toBe(0);
    expect(FakeWorker.all.every(({ isOver }) => isOver)).toBe(true);
    documents.open(Array.from({ length: 20 }, (_, i) => file(`${i}.log`, LOG)));
    expect(documents.list).toHaveLength(12);
    expect(useUi().notices.map(({ key }) => key)).toContain('tooManyFiles');
    for (const { id } of documents.list) documents.close(id);
  });
});

describe('in the window', () => {
  it('files are dropped anywhere, and what they hold is text', async () => {
    const { mount } = await started();
    const wrapper = mount(App);
    const hostile = `UDP 192.0.2.1:5060 -> 192.0.2.2:5060\nINVITE sip:b@c SIP/2.0\nFrom: "${HOSTILE.replaceAll('\u0000', '')}" <sip:<b>a</b>@c>;tag=1\nTo: <sip:b@c>\nCall-ID: <script>\nCSeq: 1 INVITE\n\n`;
    const transfer = { types: ['Files'], files: [file('<b>x</b>.log', hostile)] };
    const send = (type: string): Event => {
      const event = Object.assign(new Event(type, { cancelable: true }), { dataTransfer: transfer });
      globalThis.dispatchEvent(event);
      return event;
    };
    send('dragenter');
    await wrapper.vm.$nextTick();
    expect(wrapper.find('[data-testid=file-drop]').exists()).toBe(true);
    expect(send('drop').defaultPrevented).toBe(true);
    await until(() => wrapper.find('[data-testid=file-call]').exists());
    expect(wrapper.find('[data-testid=file-drop]').exists()).toBe(false);
    expect(wrapper.find('h2').html()).toContain('&lt;b&gt;x&lt;/b&gt;.log');
    expect(wrapper.html()).not.toContain('<script');
    expect(wrapper.findAll('img, b').filter((one) => one.text().includes('a')).length).toBe(0);
    useDocuments().close(1);
  });

  it('calls are chosen by mouse and keyboard, several in one ladder', async () => {
    const { mount } = await started();
    const wrapper = mount(App);
    const two = new TextDecoder().decode(LOG) + new TextDecoder().decode(LOG).replaceAll('3848276298220188511', 'second');
    const document = await opened(file('two.log', two));
    await until(() => wrapper.findAll('[data-testid=file-call]').length === 2);
    const list = wrapper.get('[data-testid=file-calls]');
    const [first, second] = document.calls.map(({ callId }) => callId);
    await list.trigger('keydown', { key: 'ArrowDown' });
    expect(document.chosen).toEqual([second]);
    await list.trigger('keydown', { key: 'ArrowUp', shiftKey: true });
    expect(document.chosen).toEqual([first, second]);
    await wrapper.findAll('[data-testid=file-call]')[1]?.trigger('click', { ctrlKey: true });
    expect(document.chosen).toEqual([first]);
    await list.trigger('keydown', { key: ' ' });
    expect(document.chosen).toEqual([first, second]);
    await until(() => document.messages.length === 20);
    await wrapper.get('[data-testid=file-show-streams]').trigger('click');
    expect(wrapper.text()).toContain('This file holds no RTP.');
    await wrapper.get('[data-testid=file-close]').trigger('click');
    expect(useDocuments().list).toEqual([]);
  });
});
