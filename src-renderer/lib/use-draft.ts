/** A session's form in parts: each works on the whole, and replaces it. */
import type { Ref, WritableComputedRef } from 'vue';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { DraftFault } from '../../src-shared/sdp/draft-form.ts';

/** One of its values, to be bound to a control. */
export function partOf<T extends object, K extends keyof T>(whole: Ref<T>, key: K): WritableComputedRef<T[K]> {
  return computed({ get: () => whole.value[key], set: (value) => (whole.value = { ...whole.value, [key]: value }) });
}

/** What is wrong with a field, in the person's language; undefined: nothing. */
export function useFaults(faults: () => readonly DraftFault[]): (field: DraftFault['field']) => string | undefined {
  const { locale } = useI18n();
  return (field) => {
    const found = faults().find((fault) => fault.field === field);
    return found && (locale.value === 'de' ? found.de : found.en);
  };
}
