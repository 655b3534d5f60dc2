/** What a line of a message means, in the person's language; undefined where nothing is known of it. */
import { useI18n } from 'vue-i18n';
import type { Explanation } from '../../src-shared/explain/explanation.ts';
import { explainHeader } from '../../src-shared/explain/headers.ts';
import { explainMethod } from '../../src-shared/explain/methods.ts';
import { explainSdpLine } from '../../src-shared/explain/sdp.ts';
import { explainStatus } from '../../src-shared/explain/statuses.ts';
import type { TracedMessage } from '../../src-shared/model.ts';

export interface Meaning {
  text: string;
  section: string;
}
export interface Explain {
  /** Of the start line: the method's or the status code's. */
  start(message: TracedMessage): Meaning | undefined;
  header(name: string, value: string): Meaning | undefined;
  sdp(type: string, value: string): Meaning | undefined;
}

export function useExplain(): Explain {
  const { locale } = useI18n();
  const inLanguage = (found: Explanation | undefined): Meaning | undefined => (
    found && { text: locale.value === 'de' ? found.de : found.en, section: found.section }
  );
  return {
    start: ({ status, method, direction }) => inLanguage(status === undefined ? explainMethod(method) : explainStatus(status, direction === 'in')),
    header: (name, value) => inLanguage(explainHeader(name, value)),
    sdp: (type, value) => inLanguage(explainSdpLine(type, value)),
  };
}
