import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { Account, Registration } from '../../src-shared/model.ts';
import { useCore } from '../bridge/core.ts';

export const useAccounts = defineStore('accounts', () => {
  const core = useCore();
  const list = ref<Account[]>([]);
  const registrations = ref<Record<string, Registration>>({});
  /** The account that the next call is placed with; empty: the first enabled one. */
  const chosenId = ref('');

  const enabled = computed(() => list.value.filter((account) => account.enabled));
  const chosen = computed(() => enabled.value.find((account) => account.id === chosenId.value) ?? enabled.value[0]);

  function replace(accounts: Account[], states?: Registration[]): void {
    list.value = accounts;
    if (states) registrations.value = Object.fromEntries(states.map((state) => [state.accountId, state]));
  }

  function registrationChanged(state: Registration): void {
    registrations.value = { ...registrations.value, [state.accountId]: state };
  }

  /** Rejects with RungFailure: the form shows it. */
  async function save(account: Account, password: string | undefined): Promise<Account> {
    const saved = await core.call('account.save', password === undefined ? { account } : { account, password });
    const known = list.value.some((old) => old.id === saved.id);
    list.value = known ? list.value.map((old) => (old.id === saved.id ? saved : old)) : [...list.value, saved];
    return saved;
  }

  async function remove(id: string): Promise<void> {
    await core.call('account.remove', { id });
    list.value = list.value.filter((account) => account.id !== id);
  }

  function test(account: Account, password: string | undefined): Promise<Registration> {
    return core.call('account.test', password === undefined ? { account } : { account, password });
  }

  function byId(id: string | undefined): Account | undefined {
    return list.value.find((account) => account.id === id);
  }

  return { list, registrations, chosenId, enabled, chosen, replace, registrationChanged, save, remove, test, byId };
});
