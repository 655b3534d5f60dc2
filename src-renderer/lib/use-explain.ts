/** What a line of a message means, in the person's language; empty where nothing is known of it. */
import type { TracedMessage } from '../../src-shared/model.ts';
import { useTexts } from './use-texts.ts';

export interface Explain {
  start(message: TracedMessage): string;
  header(name: string): string;
  sdp(type: string, value: string): string;
}

export function useExplain(): Explain {
  const texts = useTexts();
  return {
    start: (message) => (message.status === undefined ? '' : texts.status(message.status)),
    header: () => '',
    sdp: () => '',
  };
}
