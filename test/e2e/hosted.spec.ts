// Hosted models in the app: chosen and agreed to by a person, answered through the real companion server, paid from the wallet.
import { answer, answerOf, inTurn, toolCall, type Answer } from '../support/fake-upstream/behaviour.ts';
import { startFakeUpstream } from '../support/fake-upstream/fake-upstream.ts';
import { expect, test } from './fixtures.ts';
import {
  addExample,
  ask,
  credits,
  expectCreditsAdded,
  inCheckout,
  lastAnswer,
  send,
  startPurchase,
  watchForTrouble,
} from './steps.ts';

const price = {
  id: 'hosted',
  models: '*',
  venue: 'hosted',
  per_input_token_microcredits: 0,
  per_output_token_microcredits: 250_000,
};

test('a hosted model is asked for once, answers beside one’s own, and costs what it used', async ({ start }) => {
  const upstream = await startFakeUpstream({ behaviour: answer(['Every ', 'mark ', 'counts', '.']) });
  try {
    const models = [{ id: 'fake-large', max_output_tokens: 500 }];
    const app = await start({
      serverEnv: {
        UPSTREAMS: JSON.stringify([{ name: 'gpu', kind: 'openai', base_url: upstream.url, models }]),
        PRICE_RULES: JSON.stringify([price, { id: 'local', models: '*', venue: 'local', per_request_microcredits: 0 }]),
      },
    });
    const page = await app.openWindow();
    const expectNoTrouble = watchForTrouble(page);
    const picker = page.getByRole('combobox', { name: 'Model' });
    const question = page.getByRole('dialog', { name: /^Send this chat to/ });

    await test.step('one’s own model is chosen by itself, and the hosted one stands beneath it with its price', async () => {
      await expect(picker).toContainText('gemma3:270m');
      await startPurchase(page);
      await inCheckout(app, page, /^Pay/);
      await expectCreditsAdded(page);
      await picker.click();
      const option = page.getByRole('option', { name: /fake-large/ });
      await expect(option).toContainText('Leaves this computer · about 75 credits for a short answer');
      await option.click();
    });

    await test.step('nothing leaves before the person has agreed', async () => {
      await send(page, 'Why two halves?');
      await question.getByRole('button', { name: 'Cancel' }).click();
      await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('Why two halves?');
      expect(upstream.requests.filter(({ path }) => path === '/chat/completions')).toEqual([]);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await question.getByRole('button', { name: 'Send', exact: true }).click();
    });

    await test.step('the answer says that it was hosted and what it cost, which the wallet has less', async () => {
      await expect(lastAnswer(page)).toContainText('Every mark counts.');
      await expect(lastAnswer(page)).toContainText(/fake-large.*hosted.*credit/);
      const { text } = upstream.requests.findLast(({ path }) => path === '/chat/completions') ?? { text: '' };
      expect(text).toContain('Why two halves?');
      expect(app.server.output()).not.toContain('Why two halves?');
      await expect(credits(page)).toContainText(/49\d credits/);
    });

    await test.step('the same chat is not asked about again, and one’s own model answers in it as before', async () => {
      await ask(page, 'And then?');
      await expect(question).toHaveCount(0);
      await page.getByRole('button', { name: 'Use another model' }).last().click();
      await page.getByRole('menuitem', { name: 'gemma3:270m', exact: true }).click();
      await expect(page.getByRole('article', { name: 'Answer from gemma3:270m' })).toContainText('And then?');
    });

    await test.step('all of it is there again after a reload', async () => {
      await page.reload();
      await page
        .getByRole('navigation', { name: 'Chat list' })
        .getByRole('button', { name: 'Why two halves?', exact: true })
        .click();
      await expect(page.getByRole('article', { name: 'Answer from fake-large' }).first()).toContainText(
        /hosted.*credit/,
      );
    });
    expectNoTrouble();
  } finally {
    await upstream.stop();
  }
});

test('a hosted model uses a tool that the person allowed, and the answer costs what all its rounds did', async ({
  start,
}) => {
  test.slow();
  const upstream = await startFakeUpstream();
  try {
    upstream.setBehaviour(
      inTurn(
        answerOf(toolCall({ id: 'call_x', name: 'Everything__echo', argumentParts: ['{"mess', 'age":"to', 'ken"}'] }), {
          ...used(2),
          ending: { kind: 'done', reason: 'tool_calls' },
        }),
        answer(['It said so.'], used(4)),
      ),
    );
    const models = [{ id: 'fake-large', max_output_tokens: 500 }];
    const app = await start({
      serverEnv: {
        UPSTREAMS: JSON.stringify([{ name: 'gpu', kind: 'openai', base_url: upstream.url, models }]),
        HOSTED_TOOL_MODELS: 'fake-*',
        PRICE_RULES: JSON.stringify([price, { id: 'local', models: '*', venue: 'local', per_request_microcredits: 0 }]),
      },
    });
    const page = await app.openWindow();
    await startPurchase(page);
    await inCheckout(app, page, /^Pay/);
    await expectCreditsAdded(page);
    await addExample(page);
    await page.getByRole('combobox', { name: 'Model' }).click();
    await page.getByRole('option', { name: /fake-large/ }).click();
    await send(page, 'Say it back');
    await page
      .getByRole('dialog', { name: /^Send this chat to/ })
      .getByRole('button', { name: 'Send', exact: true })
      .click();
    const call = lastAnswer(page).getByRole('group', { name: 'Tool echo of Everything' });
    await expect(call).toContainText('and the model’s next step is charged');
    expect(upstream.requests.filter(({ path }) => path === '/chat/completions')).toHaveLength(1);
    await call.getByRole('button', { name: 'Allow once' }).click();
    await expect(lastAnswer(page)).toContainText('It said so.');
    // Two tokens and four, at a quarter of a credit each.
    await expect(lastAnswer(page)).toContainText(/1\.5 credits/);
    const { text } = upstream.requests.findLast(({ path }) => path === '/chat/completions') ?? { text: '' };
    expect(text).toContain('Echo: token');
  } finally {
    await upstream.stop();
  }
});

function used(completion: number): Pick<Answer, 'usage'> {
  return {
    usage: { json: JSON.stringify({ prompt_tokens: 5, completion_tokens: completion, total_tokens: 5 + completion }) },
  };
}
