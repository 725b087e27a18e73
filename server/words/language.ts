// Which of the page's languages its reader gets: the one asked for by name, else the one their browser likes best.

/** The first is what everybody else gets. */
export const languages = ['en', 'it', 'de', 'zh'] as const;
export type Language = (typeof languages)[number];

/** `tag` is for dates, numbers and money, and knows the region too: Zürich groups digits otherwise than Berlin. */
export type Reader = { readonly language: Language; readonly tag: string };

/** BCP 47: what stands in `<html lang>`, and in `tag` where no region is known. */
export const languageTags: Readonly<Record<Language, string>> = { en: 'en', it: 'it', de: 'de', zh: 'zh-Hans' };

const acceptCharactersMax = 1000;

/** `named`: the address's `lang`, whatever stands there. `accept`: the Accept-Language header. */
export function readerOf({ named, accept }: { readonly named: unknown; readonly accept: string | undefined }): Reader {
  const ranges = rangesIn(accept ?? '');
  const language = (typeof named === 'string' ? languageOf(named) : null) ?? bestOf(ranges);
  return { language, tag: regionalTag(language, ranges) };
}

type Range = { readonly range: string; readonly quality: number };

/** RFC 9110, 12.5.4: best first, those of one quality in the order they were named. What cannot be read is left out. */
function rangesIn(accept: string): readonly Range[] {
  return accept
    .slice(0, acceptCharactersMax)
    .split(',')
    .flatMap((part) => {
      const found = /^\s*(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/i.exec(
        part,
      );
      return found?.[1] === undefined ? [] : [{ range: found[1].toLowerCase(), quality: Number(found[2] ?? 1) }];
    })
    .sort((one, other) => other.quality - one.quality);
}

function bestOf(ranges: readonly Range[]): Language {
  // A language refused by name is not what “anything” stands for.
  const refused = new Set(ranges.filter(({ quality }) => quality === 0).map(({ range }) => range));
  for (const { range, quality } of ranges) {
    if (quality === 0) continue;
    const found = range === '*' ? languages.find((language) => !refused.has(language)) : languageOf(range);
    if (found !== null && found !== undefined) return found;
  }
  return languages[0];
}

function languageOf(range: string): Language | null {
  const primary = range.toLowerCase().split('-')[0];
  return languages.find((language) => language === primary) ?? null;
}

/** The reader's own region of the language. Our Chinese is simplified whatever the region, so it keeps its own habits. */
function regionalTag(language: Language, ranges: readonly Range[]): string {
  const own =
    language === 'zh'
      ? undefined
      : ranges.find(({ range }) => /^[a-z]{2}-[a-z]{2}$/.test(range) && languageOf(range) === language);
  const [known] = own === undefined ? [] : Intl.NumberFormat.supportedLocalesOf(own.range);
  return known ?? languageTags[language];
}
