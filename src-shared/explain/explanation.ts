/** One sentence in each language, and where it is written. */
export interface Explanation {
  en: string;
  de: string;
  section: string;
}
