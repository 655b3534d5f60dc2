/** What a line of a message means, in the person's language; undefined where nothing is known of it. */
import { useI18n } from 'vue-i18n';
import type { CutLine } from '../../src-shared/explain/cut-lines.ts';
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
/** What an explanation needs of a message; of a session description by itself only the text counts. */
export type Explained = Pick<TracedMessage, 'raw' | 'status' | 'method' | 'direction'>;
export interface Explain {
  line(line: CutLine, message: Explained): Meaning | undefined;
  /** In both languages. */
  explained(line: CutLine, message: Explained): Explanation | undefined;
  inLanguage(found: Explanation | undefined): Meaning | undefined;
}

export function useExplain(): Explain {
  const { locale } = useI18n();
  const inLanguage = (found: Explanation | undefined): Meaning | undefined => (
    found && { text: locale.value === 'de' ? found.de : found.en, section: found.section }
  );
  return {
    line: (line, message) => inLanguage(explained(line, message)),
    explained,
    inLanguage,
  };
}

/** Of the start line: the method's or the status code's. */
function explained({ kind, name, value }: CutLine, { status, method, direction }: Explained): Explanation | undefined {
  if (kind === 'start') return status === undefined ? explainMethod(method) : explainStatus(status, direction === 'in');
  return kind === 'header' ? explainHeader(name, value) : kind === 'sdp' ? explainSdpLine(name, value) : undefined;
}
