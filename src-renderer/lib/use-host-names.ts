import { computed } from 'vue';
import { useAccounts } from '../stores/accounts.ts';
import { useSettings } from '../stores/settings.ts';

export interface HostNames {
  /** What the person calls it, else the account whose server it is. */
  nameOf(address: string): string | undefined;
  /** What the person calls it; '' where nothing was given. */
  given(address: string): string;
  /** An empty name takes it away. */
  give(address: string, name: string): void;
}

/** Names of the hosts in ladders. */
export function useHostNames(): HostNames {
  const settings = useSettings();
  const accounts = useAccounts();
  const given = computed(() => new Map(settings.current.hostNames.map(({ address, name }) => [address, name])));
  /** Servers that an account names by their address. */
  const servers = computed(() => new Map(accounts.list.flatMap(({ label, domain, proxy }) =>
    [domain, proxy.replace(/^sips?:/i, '')].filter(Boolean).map((server): [string, string] => [server.replace(/[;?].*$/, '').replace(/:\d+$/, ''), label || domain]))));

  return {
    nameOf: (address) => given.value.get(address) ?? servers.value.get(address),
    given: (address) => given.value.get(address) ?? '',
    give(address, name) {
      const others = settings.current.hostNames.filter((one) => one.address !== address);
      void settings.save({ hostNames: name.trim() === '' ? others : [...others, { address, name: name.trim() }] });
    },
  };
}
