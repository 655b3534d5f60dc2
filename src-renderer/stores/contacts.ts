import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { Reply } from '../../src-shared/contract.ts';
import type { Contact, ContactState, Mailbox, PresenceStatus } from '../../src-shared/model.ts';
import { useCore } from '../bridge/core.ts';
import { useCalls } from './calls.ts';
import { useUi } from './ui.ts';

/** People we know and what their lines and servers tell; our own presence; the mailboxes. */
export const useContacts = defineStore('contacts', () => {
  const core = useCore();
  const ui = useUi();
  const calls = useCalls();
  const list = ref<Contact[]>([]);
  const states = ref<Record<string, ContactState>>({});
  const mailboxes = ref<Record<string, Mailbox>>({});
  const presence = ref<{ status: PresenceStatus; note: string }>({ status: 'available', note: '' });

  const sorted = computed(() => [...list.value].sort((a, b) => a.name.localeCompare(b.name)));

  function loaded(state: Pick<Reply<'app.state'>, 'contacts' | 'contactStates' | 'mailboxes' | 'presence'>): void {
    list.value = state.contacts;
    states.value = Object.fromEntries(state.contactStates.map((one) => [one.contactId, one]));
    mailboxes.value = Object.fromEntries(state.mailboxes.map((one) => [one.accountId, one]));
    presence.value = state.presence;
  }

  /** Rejects with RungFailure: the form shows it. */
  async function save(contact: Contact): Promise<void> {
    const saved = await core.call('contact.save', contact);
    const known = list.value.some((old) => old.id === saved.id);
    list.value = known ? list.value.map((old) => (old.id === saved.id ? saved : old)) : [...list.value, saved];
  }

  async function pickUp(contactId: string): Promise<void> {
    try {
      calls.changed(await core.call('call.pickUp', { contactId }));
      ui.view = 'phone';
    } catch (error) {
      ui.tellFailure(error);
    }
  }

  return {
    list, sorted, states, mailboxes, presence, loaded, save, pickUp,
    replace: (contacts: Contact[]) => void (list.value = contacts),
    stateChanged: (state: ContactState) => void (states.value = { ...states.value, [state.contactId]: state }),
    mailboxChanged: (mailbox: Mailbox) => void (mailboxes.value = { ...mailboxes.value, [mailbox.accountId]: mailbox }),
    presenceChanged: (own: { status: PresenceStatus; note: string }) => void (presence.value = own),
    setPresence: (status: PresenceStatus, note: string) => core.call('presence.set', { status, note }).catch(ui.tellFailure),
    remove: (id: string) => core.call('contact.remove', { id }).catch(ui.tellFailure),
  };
});
