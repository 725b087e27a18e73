// English: the catalogue that every other language follows.
import type { Formats } from './formats.ts';
import { amounts, copying } from './en/amounts.ts';
import { buying } from './en/buying.ts';
import { chat } from './en/chat.ts';
import { compare } from './en/compare.ts';
import { context } from './en/context.ts';
import { credits } from './en/credits.ts';
import { demoAnswer } from './en/demo.ts';
import { desktop } from './en/desktop.ts';
import { doctor } from './en/doctor.ts';
import { documents } from './en/documents.ts';
import { downloads } from './en/downloads.ts';
import { failures, refusals, refusalTitles } from './en/failures.ts';
import { figures } from './en/figures.ts';
import { files } from './en/files.ts';
import { gate, turnedAway } from './en/gate.ts';
import { manager } from './en/manager.ts';
import { moments } from './en/moments.ts';
import { addressTrouble, dayUsed, problem, purchaseTrouble, refusal } from './en/refusals.ts';
import { ollamas } from './en/ollamas.ts';
import { onboarding } from './en/onboarding.ts';
import { page } from './en/page.ts';
import { parameters } from './en/parameters.ts';
import { person } from './en/person.ts';
import { pictures } from './en/pictures.ts';
import { places } from './en/places.ts';
import { plans } from './en/plans.ts';
import { prompts } from './en/prompts.ts';
import { purchases } from './en/purchases.ts';
import { secretTrouble } from './en/secrets.ts';
import { settings } from './en/settings.ts';
import { sidebar } from './en/sidebar.ts';
import { start } from './en/start.ts';
import { terminal } from './en/terminal.ts';
import { tokens } from './en/tokens.ts';
import { toolCalls } from './en/tool-calls.ts';
import { tools } from './en/tools.ts';
import { usage } from './en/usage.ts';
import { lazily } from './lazily.ts';

/** Each part that has numbers in it is made at its first use: a page needs few of them to start. */
export function english(formats: Formats) {
  const made = {
    amounts: lazily(() => amounts(formats)),
    buying: lazily(() => buying(formats)),
    chat: lazily(() => chat(formats)),
    context: lazily(() => context(formats)),
    credits: lazily(() => credits(formats)),
    dayUsed: lazily(() => dayUsed(formats)),
    doctor: lazily(() => doctor(formats)),
    documents: lazily(() => documents(formats)),
    downloads: lazily(() => downloads(formats)),
    figures: lazily(() => figures(formats)),
    files: lazily(() => files(formats)),
    manager: lazily(() => manager(formats)),
    moments: lazily(() => moments(formats)),
    onboarding: lazily(() => onboarding(formats)),
    parameters: lazily(() => parameters(formats)),
    person: lazily(() => person(formats)),
    pictures: lazily(() => pictures(formats)),
    plans: lazily(() => plans(formats)),
    problem: lazily(() => problem(formats)),
    refusal: lazily(() => refusal(formats)),
    settings: lazily(() => settings(formats)),
    sidebar: lazily(() => sidebar(formats)),
    tokens: lazily(() => tokens(formats)),
    toolCalls: lazily(() => toolCalls(formats)),
    tools: lazily(() => tools(formats)),
    usage: lazily(() => usage(formats)),
  };
  return {
    /** The language of the words, for `lang` attributes. */
    language: 'en',
    /** Numbers, dates and money by themselves, as the person writes them. */
    formats,
    addressTrouble,
    get amounts() {
      return made.amounts();
    },
    get buying() {
      return made.buying();
    },
    get chat() {
      return made.chat();
    },
    compare,
    get context() {
      return made.context();
    },
    copying,
    get credits() {
      return made.credits();
    },
    get dayUsed() {
      return made.dayUsed();
    },
    demoAnswer,
    desktop,
    get doctor() {
      return made.doctor();
    },
    get documents() {
      return made.documents();
    },
    get downloads() {
      return made.downloads();
    },
    failures,
    get figures() {
      return made.figures();
    },
    get files() {
      return made.files();
    },
    gate,
    get manager() {
      return made.manager();
    },
    get moments() {
      return made.moments();
    },
    ollamas,
    get onboarding() {
      return made.onboarding();
    },
    page,
    get parameters() {
      return made.parameters();
    },
    get person() {
      return made.person();
    },
    get pictures() {
      return made.pictures();
    },
    places,
    get plans() {
      return made.plans();
    },
    get problem() {
      return made.problem();
    },
    prompts,
    purchases,
    purchaseTrouble,
    get refusal() {
      return made.refusal();
    },
    refusals,
    refusalTitles,
    secretTrouble,
    get settings() {
      return made.settings();
    },
    get sidebar() {
      return made.sidebar();
    },
    start,
    terminal,
    get tokens() {
      return made.tokens();
    },
    get toolCalls() {
      return made.toolCalls();
    },
    get tools() {
      return made.tools();
    },
    turnedAway,
    get usage() {
      return made.usage();
    },
  };
}
