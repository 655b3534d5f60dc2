/** A person at the page: each click, each text typed and each key struck counts as one interaction. */
import type { Locator, Page } from 'playwright-core';

export interface Hands {
  click(target: Locator): Promise<void>;
  /** Into what has the focus. */
  type(text: string): Promise<void>;
  press(key: string): Promise<void>;
  /** Since the last call of this. */
  count(): number;
}

export function handsOn(page: Page): Hands {
  let interactions = 0;
  const counted = (act: Promise<void>): Promise<void> => {
    interactions++;
    return act;
  };
  return {
    click: (target) => counted(target.click()),
    type: (text) => counted(page.keyboard.type(text)),
    press: (key) => counted(page.keyboard.press(key)),
    count() {
      const counted = interactions;
      interactions = 0;
      return counted;
    },
  };
}

/** Tab until what `selector` names has the focus; throws when no number of strokes gets there. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  const MOST = 80;
  for (let stroke = 0; stroke < MOST; stroke++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} cannot be reached with Tab`);
}
