// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { VueWrapper } from '@vue/test-utils';
import { nextTick } from 'vue';
import MessageInspector from '../../src-renderer/components/MessageInspector.vue';
import type { TracedMessage } from '../../src-shared/model.ts';
import { createScript, request, response, SDP } from '../unit/ladder/support.ts';
import { fixture, settle } from './fixture.ts';

afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = '';
});

const inspected = (message: TracedMessage) => ({ kind: 'arrow', key: `m${message.seq}`, repeats: 0, gapMs: 0, arrow: { message } });

async function open(inspector: VueWrapper, tab: string): Promise<void> {
  await inspector.findAll('[role="tab"]').find((one) => one.text() === tab)?.trigger('mousedown', { button: 0 });
  await nextTick();
}

function call(): TracedMessage[] {
  const script = createScript();
  const sdp = { body: SDP, contentType: 'application/sdp' };
  script.add(request('INVITE', sdp));
  script.add(response('401 Unauthorized', { headers: ['WWW-Authenticate: Digest realm="pbx", nonce="n1", qop="auth"'] }), { out: false, atMs: 100 });
  script.add(request('INVITE', { ...sdp, branch: 'z9hG4bK2', cseq: '2 INVITE', headers: ['Authorization: Digest username="alice", realm="pbx", nonce="n1", uri="sip:bob@example.org", response="f00", qop=auth, nc=00000001, cnonce="c"'] }), { atMs: 350 });
  script.add(response('200 OK', { ...sdp, body: SDP.replace('8 0', '0'), cseq: '2 INVITE', branch: 'z9hG4bK2' }), { out: false, atMs: 900 });
  return script.messages;
}

describe('the inspector', () => {
  it('says of each codec why it won or lost', async () => {
    const { mount } = await fixture('empty', 'de');
    const messages = call();
    const inspector = mount(MessageInspector, { row: inspected(messages[3] as TracedMessage), messages });
    await open(inspector, 'SDP');
    expect(inspector.findAll('[data-testid="negotiation-format"]').map((row) => row.get('.chip').text())).toEqual(['verloren', 'gewählt']);
    expect(inspector.text()).toContain('Es wurden keine Tastenereignisse angeboten');
  });

  it('explains the digest and tells the verdict of the core', async () => {
    const { mount } = await fixture();
    const messages = call();
    const message: TracedMessage = { ...messages[2] as TracedMessage, digest: 'right' };
    const inspector = mount(MessageInspector, { row: inspected(message), messages });
    await open(inspector, 'Digest');
    expect(inspector.get('[data-testid="digest-verdict"]').text()).toMatch(/^Right for the password of the account/);
    expect(inspector.text()).toContain('Answers the challenge #2 401 Unauthorized.');
    expect(inspector.text()).toContain('The nonce was 0.250 s old.');
    expect(inspector.text()).toContain('MD5(alice:pbx:‹password›)');
    expect(inspector.text()).not.toContain('f00');
    await inspector.setProps({ row: inspected(messages[0] as TracedMessage), messages });
    await settle();
    expect(inspector.findAll('[role="tab"]').map((tab) => tab.text())).toEqual(['Line by line', 'SDP', 'State']);
    expect(inspector.get('[data-testid="inspector-raw"]').text()).toContain('INVITE');
  });

  it('tells what was noted in the language of the window', async () => {
    const { mount } = await fixture('empty', 'de');
    const message: TracedMessage = { ...call()[0] as TracedMessage, note: 'Lines end with LF alone; SIP wants CR LF. (RFC 3261 7); ICMP: port unreachable, by 192.0.2.7' };
    expect(mount(MessageInspector, { row: inspected(message) }).get('.note').text()).toBe('Die Zeilen enden nur mit LF; SIP verlangt CR LF. (RFC 3261 7); ICMP: Port nicht erreichbar, von 192.0.2.7');
  });

  it('copies in every form', async () => {
    const { mount } = await fixture();
    const written: string[] = [];
    vi.stubGlobal('navigator', Object.create(navigator, { clipboard: { value: { writeText: (text: string) => Promise.resolve(void written.push(text)) } } }));
    const messages = call();
    const inspector = mount(MessageInspector, { row: inspected(messages[0] as TracedMessage), messages });
    for (const form of ['raw', 'decoded', 'command', 'sipp', 'hex', 'callId']) {
      await inspector.get('[data-testid="inspector-copy"]').trigger('click');
      await settle();
      document.querySelector<HTMLElement>(`[data-testid="copy-${form}"]`)?.click();
      await settle();
    }
    expect(written.map((text) => text.slice(0, 12))).toEqual(['INVITE sip:b', 'INVITE sip:b', 'rung call si', '<send retran', '00000000  49', 'call-1']);
    vi.unstubAllGlobals();
  });

  it('saves the description in it', async () => {
    const { mount } = await fixture();
    const saved: Blob[] = [];
    const names: string[] = [];
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:${saved.push(blob as Blob)}`);
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(this: HTMLAnchorElement) {
      names.push(this.download);
    });
    const messages = call();
    const inspector = mount(MessageInspector, { row: inspected(messages[0] as TracedMessage), messages });
    await inspector.get('[data-testid="inspector-copy"]').trigger('click');
    await settle();
    document.querySelector<HTMLElement>('[data-testid="save-sdp"]')?.click();
    await settle();
    expect([names, saved[0]?.type]).toEqual([[`message-${messages[0]?.seq}.sdp`], 'application/sdp']);
    expect(await saved[0]?.text()).toMatch(/^v=0\r\n/);
    vi.restoreAllMocks();
  });
});
