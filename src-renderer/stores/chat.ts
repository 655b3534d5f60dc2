import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { ChatMessage, Conversation } from '../../src-shared/model.ts';
import { useCore } from '../bridge/core.ts';
import { useUi } from './ui.ts';

const PAGE = 100;

/** Text messages: the conversations, and the messages of the one that is open, oldest first. */
export const useChat = defineStore('chat', () => {
  const core = useCore();
  const ui = useUi();
  const conversations = ref<Conversation[]>([]);
  const peer = ref('');
  const messages = ref<ChatMessage[]>([]);
  const complete = ref(false);

  const unread = computed(() => conversations.value.reduce((sum, one) => sum + one.unread, 0));

  async function reload(): Promise<void> {
    conversations.value = await core.call('chat.conversations');
    if (peer.value !== '') await open(peer.value);
  }

  async function open(next: string): Promise<void> {
    peer.value = next;
    messages.value = [];
    complete.value = false;
    await more();
    await read();
  }

  async function more(): Promise<void> {
    const asked = peer.value;
    if (asked === '' || complete.value) return;
    try {
      const before = messages.value[0]?.atMs;
      const page = await core.call('chat.messages', { peer: asked, limit: PAGE, ...(before !== undefined && { beforeMs: before }) });
      if (asked !== peer.value) return;
      complete.value = page.length < PAGE;
      messages.value = [...page.reverse(), ...messages.value];
    } catch (error) {
      ui.tellFailure(error);
    }
  }

  /** What is open and in sight has been read. */
  async function read(): Promise<void> {
    const open = conversations.value.find((one) => one.peer === peer.value);
    if (!open || open.unread === 0 || document.hidden || ui.view !== 'people') return;
    open.unread = 0;
    await core.call('chat.read', { peer: peer.value }).catch(ui.tellFailure);
  }

  function changed(message: ChatMessage): void {
    if (message.peer === peer.value) placeInOpen(message);
    const old = conversations.value.find((one) => one.peer === message.peer);
    const isNewer = !old || message.atMs >= old.last.atMs;
    const isNewUnread = message.direction === 'in' && !message.read && old?.last.id !== message.id;
    const entry: Conversation = {
      peer: message.peer,
      peerName: message.peerName || (old?.peerName ?? ''),
      last: isNewer ? message : old.last,
      unread: (old?.unread ?? 0) + (isNewUnread ? 1 : 0),
    };
    conversations.value = [entry, ...conversations.value.filter((one) => one.peer !== message.peer)].sort((a, b) => b.last.atMs - a.last.atMs);
    void read();
  }

  function placeInOpen(message: ChatMessage): void {
    const at = messages.value.findIndex((one) => one.id === message.id);
    if (at >= 0) messages.value[at] = message;
    else messages.value = [...messages.value, message];
  }

  /** True when the message exists; how it fares comes by event. */
  async function send(target: string, text: string, accountId?: string): Promise<boolean> {
    try {
      const message = await core.call('chat.send', { target, text, ...(accountId !== undefined && { accountId }) });
      if (peer.value !== message.peer) await open(message.peer);
      changed(message);
      return true;
    } catch (error) {
      ui.tellFailure(error);
      return false;
    }
  }

  async function remove(which: string): Promise<void> {
    await core.call('chat.remove', { peer: which }).catch(ui.tellFailure);
    conversations.value = conversations.value.filter((one) => one.peer !== which);
    if (peer.value === which) messages.value = [];
  }

  /** Read or removed, here or in another window. */
  async function refresh({ peer: which }: { peer: string }): Promise<void> {
    try {
      conversations.value = await core.call('chat.conversations');
      if (which === peer.value && !conversations.value.some((one) => one.peer === which)) messages.value = [];
    } catch (error) {
      ui.tellFailure(error);
    }
  }

  return { conversations, peer, messages, complete, unread, reload, open, more, read, changed, send, remove, refresh };
});
