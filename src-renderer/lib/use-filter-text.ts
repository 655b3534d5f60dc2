import { useI18n } from 'vue-i18n';
import type { FilterPart } from '../../src-shared/ladder/filter.ts';
import type { Ladder } from '../../src-shared/ladder/ladder.ts';
import { shortened } from '../../src-shared/ladder/printable.ts';

const LONGEST = 32;

/** How a part of a ladder's filter is called in menus and on chips. */
export function useFilterText(ladder: () => Ladder): (part: FilterPart, value: string | number) => string {
  const { t } = useI18n();
  return (part, value) => {
    if (part === 'classes') return `${value}xx ${t(`statusClass.${value}`)}`;
    if (part === 'without') return t('ladder.without', { method: shortened(String(value), LONGEST) });
    if (part === 'hosts') return shortened(ladder().lanes.find((lane) => lane.id === value)?.address ?? String(value), LONGEST);
    return shortened(String(value), LONGEST);
  };
}
