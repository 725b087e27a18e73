// Every no of the server in Simplified Chinese.
import type { ProviderNo } from '../contract/problem-params.ts';
import { zhFields } from './fields/zh.ts';
import type { Formats, Moment } from './formats.ts';
import type { ProblemWords, Words } from './problem-words.ts';
import { zhTitles } from './titles/zh.ts';

const problems: ProblemWords = {
  invalid_request: {
    ...zhFields,
    unreadable: '无法读取此请求。',
    not_http: '这不是可读取的 HTTP 请求。',
    headers_too_large: '请求头过大。',
    too_slow: '请求到达的时间过长。',
    address_unreadable: '无法读取此地址。',
    address_too_long: '地址过长。',
    not_json_type: '请以 application/json 发送正文。',
    length_mismatch: '正文长度与 Content-Length 不符。',
    not_utf8: '正文不是有效的 UTF-8。',
    not_json: '正文不是有效的 JSON。',
    too_deep: ({ levels }) => `正文中列表和对象的嵌套不能超过 ${levels} 层。请减少嵌套层数。`,
    half_character: '正文中有不完整的字符（例如 \\ud800 这样的单独代理项）。请发送完整的字符。',
    nul_character: '正文中有 NUL 字符（\\u0000），无法保存。请去掉它。',
    field_repeated: ({ field }) => `正文中“${field}”出现了两次。每个字段只能发送一次。`,
    field_forbidden: ({ field }) => `正文中有不被接受的字段“${field}”。`,
    unexpected_form: '请求的格式不正确。',
    signature_wrong: '签名与此通知不符，或已过期。',
    cursor_unknown: '此游标不属于该列表。请从第一页重新开始。',
    csv_is_whole: 'CSV 文件包含整个列表。请去掉 limit 和 cursor。',
    amount_zero: '数额不能为零。',
    pack_or_amount: '请提供 pack_id，或提供 amount_cents 及其货币，二者选一。',
    order_or_transaction: '请用 order_id 或 provider_txn_id 指明订单，二者选一。',
    payee_missing: '不清楚应为谁入账。请发送令牌的哈希值，或使用您的令牌购买。',
    only_packs: '此处只出售套餐。请选择一个套餐。',
    other_currency: ({ currency }) => `此处的点数以 ${currency} 出售。请使用该货币。`,
    amount_not_offered: ({ min_cents: least, max_cents: most, step_cents: step, currency }, { money }) => {
      const steps = step === undefined ? '' : `，以 ${money(step, currency)} 为单位递增`;
      return `请选择 ${money(least, currency)} 至 ${money(most, currency)} 之间的金额${steps}。`;
    },
    currency_not_taken: currencyNotTaken,
    amount_not_in_steps: amountNotInSteps,
    estimate_missing: ({ model }) => `“${model}”按用量计价。请一并发送此请求的最大用量估计。`,
    price_not_there: ({ price_id: id }) => `支付服务商没有价格“${id}”，或该价格已归档。请检查其编号和模式。`,
    price_not_repeated: ({ price_id: id }) => `价格“${id}”只付一次，或没有固定金额。请选择有固定金额的周期性价格。`,
    price_in_other_currency: ({ price_id: id, currency }) =>
      `价格“${id}”的货币是 ${currency}。请填写该货币，或选择其他价格。`,
    period_reversed: '该时段的结束早于开始。请交换两个日期。',
    period_too_long: ({ days }) => `一个时段最多 ${days} 天。请选择更短的时段。`,
    invoice_empty: '该账单没有需要支付的金额，因此无法发送。',
    invoice_in_other_currency: ({ currency, sold_in: sold }) =>
      `该账单以 ${currency} 计价，而点数以 ${sold} 出售。请为相同日期重新生成账单，然后再发送。`,
    idempotency_key: '请发送 1 至 200 个普通字符且不含空格的 Idempotency-Key。',
    either_field: ({ field, other }) => `请发送“${field}”或“${other}”，二者只能选一。`,
    payer_unreadable: '请以“user:…”“team:…”“token:…”或“key:…”，或账户编号指明付款方。',
    images_not_taken: ({ model }) => `模型“${model}”只读取文字。请去掉图片，或选择支持图片的模型。`,
    image_not_embedded: ({ model }) => `模型“${model}”只接受包含在请求中的图片。请将每张图片作为 data: 地址发送。`,
    text_unpriced: ({ pattern }) =>
      `按“${pattern}”的现有价格，文字将不收费。请保留按 token 或按请求的价格，或设置最低收费；价格为 0 表示免费。`,
  },
  client_id_missing: '请发送 8 至 128 个字符的 X-Client-Id 请求头以便统计免费消息，或发送令牌。',
  upstream_refused: ({ model, told }) => `模型“${model}”的服务器没有接受这个请求：${told} 没有扣点。`,
  payer_missing: {
    request: '此请求没有指明由谁付费。',
    bearer: '请以“Authorization: Bearer tally_…”发送您的令牌。',
    sign_in: '请登录，并以“Authorization: Bearer …”发送令牌。',
    header: ({ name }) => `请在请求头“${name}”中指明由谁付费。`,
    query: ({ name }) => `请在地址中指明由谁付费，例如“?${name}=…”。`,
    body: ({ name }) => `请在正文的字段“${name}”中指明由谁付费。`,
  },
  token_rejected: {
    missing: '请登录，或以“Authorization: Bearer tally_…”发送您的令牌。',
    token_missing: '请以“Authorization: Bearer tally_…”发送该账户或订单所属的令牌。',
    unknown: '此处没有这个令牌。请检查应用所用的服务器是否为您购买时的服务器，或购买点数。',
    unverified:
      '您的令牌或登录信息无法验证，或已过期。请以“Authorization: Bearer”发送完整的令牌，或重新登录；如需使用免费消息，请不要发送令牌。',
    sign_in_unverified: '您的登录信息无法验证或已过期。请重新登录。',
    key: '此 API 密钥未知、已撤销或已过期。',
    not_whole: '此令牌不完整。请发送“tally_”及其后的全部内容。',
    in_address: '令牌不能写在地址中。请放在请求头中发送。',
  },
  operator_key_rejected: '请在 X-Api-Key 请求头中发送运营者密钥。',
  credits_exhausted: ({ needed_microcredits: needed, available_microcredits: available }, say) =>
    `点数不足：最多需要 ${say.credits(needed).shown} 点，您可用 ${say.credits(available).shown} 点。请购买点数后继续。`,
  budget_exhausted: ({ kind, limit_microcredits: limit, resets_at: at }, say) => {
    const whose =
      kind === 'key'
        ? `此 API 密钥的预算（${say.credits(limit).shown} 点）不足。`
        : `您本月可用的团队点数（共 ${say.credits(limit).shown} 点）不足。`;
    return at === undefined
      ? `${whose}请换用其他密钥，或联系创建者。`
      : `${whose}请减少用量，或于 ${when(say.moment(at))} 再试。`;
  },
  free_exhausted: {
    used_up: ({ limit, whose, resets_at: at }, say) =>
      `${whose === 'client' ? '您' : '您所在网络'}的 ${say.count(limit)} 条免费消息已用完。请购买点数，或于 ${when(say.moment(at))}之后再来。`,
    none_offered: '此处不提供免费消息。请购买点数后继续。',
    not_for_model: ({ model }) => `免费消息不能用于模型“${model}”。请购买点数，或选择其他模型。`,
  },
  quota_exhausted: ({ plan, limit, resets_at: at, time_zone: zone }, say) =>
    `方案“${plan}”本月的 ${say.count(limit)} 条消息已用完。请更换更大的方案，或于 ${when(say.moment(at, zone))}之后再来。`,
  daily_limit_reached: (no, say) => {
    const used = 'limit' in no ? `${say.count(no.limit)} 条消息` : `${say.credits(no.limit_microcredits).shown} 点`;
    const local = no.degrade_to === 'local' ? '使用您自己电脑上的模型，或' : '';
    return `方案“${no.plan}”今天的 ${used}已用完。请${local}更换更大的方案，或于 ${when(say.moment(no.resets_at, no.time_zone))}之后再来。`;
  },
  forbidden: {
    route_not_in_plan: ({ plan }) => `方案“${plan}”不包含此功能。请更换包含此功能的方案。`,
    model_not_in_plan: ({ plan, model }) =>
      `方案“${plan}”不包含模型“${model}”。请选择其他模型，或更换包含该模型的方案。`,
    other_origin: '此操作只能在付款页面上进行。',
    services_only: '此地址供运营者的服务使用。请发送服务的 API 密钥。',
    service_key: '服务的 API 密钥只能用于服务的地址。',
    key_not_allowed: '此处不接受 API 密钥。请登录并发送登录令牌。',
    sign_in_only: '此功能仅供已登录的用户使用。请登录并发送登录令牌。',
    not_team_owner: '只有该团队的所有者可以执行此操作。',
    not_in_team: '您不是该团队的成员。请让团队所有者添加您。',
    model_not_in_key: ({ model }) => `此 API 密钥不能使用模型“${model}”。请选择其他模型，或换用其他密钥。`,
    team_missing: '您的登录信息中没有团队。请为自己订阅，或以团队成员身份登录。',
    team_plan_holds: '此处对您生效的是团队的方案。请为团队订阅。',
  },
  not_found: {
    address: '此地址没有任何内容。',
    stripe_not_set_up: '此服务器未设置 Stripe。',
    billing_not_set_up: '此服务器未设置订阅和账单。',
    no_webhooks: '此地址不接收 webhook。',
  },
  model_not_offered: ({ model }) => `此处不提供模型“${model}”。请从模型列表中选择。`,
  hold_not_found: '您没有此编号的预留。',
  dead_letter_not_found: '此处没有该编号的未送达消息。请重新查看列表。',
  order_not_found: '此处没有该编号的订单。',
  order_unpaid: {
    unpaid: '此订单尚未付款。请付款，或等待付款确认。',
    nothing_credited: '此订单没有入账，因此没有可退的款项。',
  },
  suspense_not_found: '此处没有该编号的待处理款项。',
  plan_not_found: ({ plan }) => `此处没有方案“${plan}”。请查看方案列表，或先创建该方案。`,
  team_not_found: '此处没有该编号的团队。请先创建。',
  member_not_found: '此人不是该团队的成员。请先添加。',
  key_not_found: '此处没有该 API 密钥。请查看密钥列表。',
  assignment_not_found: '没有为其分配方案，其也未订阅任何方案。',
  plan_not_offered: ({ plan }) => `此处无法订阅方案“${plan}”。请选择其他方案。`,
  wallet_not_found: '没有此账户的点数。请检查其名称或编号。',
  customer_not_found: '此处没有该编号的客户。',
  subscription_not_found: '此处没有该订阅。',
  price_mapping_not_found: '此处没有该编号的价格映射。',
  invoice_not_found: '此处没有该编号的账单。',
  method_not_allowed: ({ method, allowed }) => `此地址不接受 ${method}，只接受 ${allowed.join('、')}。`,
  balance_too_low: ({ available_microcredits: available }, say) =>
    `此账户最多只能扣除 ${say.credits(available).shown} 点。请先释放其预留，或减少扣除的点数。`,
  balance_too_high: {
    wallet_full: ({ room_microcredits: room }, say) =>
      `此账户最多还能存入 ${say.credits(room).shown} 点。请减少点数，或使用其他账户。`,
    ledger_full: '此数额超出账本的容量。没有记账，请选择较小的数额。',
  },
  order_claimed: '此订单属于另一个令牌。请使用购买时的令牌领取。',
  order_disputed: '此笔付款存在争议，由买家的银行裁定。请等待争议结束。',
  refund_too_large: ({ refundable_cents: cents, currency }, { money }) =>
    cents === 0
      ? '此订单没有可退的款项：已经退款，或其点数已使用或被预留。'
      : `此订单最多可退 ${money(cents, currency)}：其余部分已经退款，或其点数已使用或被预留。`,
  last_owner: '该团队只有这一位所有者。请先指定其他所有者。',
  keys_full: ({ limit }, say) => `未撤销的 API 密钥最多 ${say.count(limit)} 个。请撤销不再使用的密钥。`,
  suspense_resolved: '此款项已按其他方式处理。请查看已处理列表。',
  subscription_exists: ({ plan }) => `方案“${plan}”已有订阅。请在其页面上更改或取消。`,
  idempotency_conflict: {
    hold: '此预留编号已用于其他请求。请使用新的编号重试。',
    order: '此订单编号已用于其他购买。请重新开始购买。',
    refund: '此退款编号已用于其他退款。请使用新的编号重试。',
    booking: '此参考编号已用于其他记账。请使用新的编号。',
    subscription: '该编号已用于另一个订阅。请生成新的编号后重试。',
    customer: '支付服务商已用另一个编号记录了该客户。',
    price: '该价格已属于另一个方案。请先删除那个映射。',
    key: '此 Idempotency-Key 已用于其他请求。请使用新的值。',
  },
  idempotency_in_progress: '此请求正在处理中。请等待结果，或稍后重试。',
  idempotency_settled: '此请求已得到回应并已扣点，没有重复扣点。如需发送新请求，请使用新的值。',
  payload_too_large: '请求过大。',
  model_unknown: ({ model }) => `此处没有模型“${model}”的价格。请选择其他模型。`,
  pack_unknown: ({ pack }) => `套餐“${pack}”已停止出售。请选择其他套餐。`,
  provider_unknown: {
    not_offered: '此处不提供该付款方式。请选择其他付款方式。',
    no_longer_set_up: ({ provider }) => `此处已不再设置 ${providerName(provider)}。请重新设置，或在其管理后台退款。`,
  },
  provider_refused: {
    currency_not_taken: currencyNotTaken,
    amount_too_small: (no, say) =>
      `${providerName(no.provider)} 不接受 ${amountOf(no, say)} 这样小的金额。请选择较大的金额，或其他付款方式。`,
    amount_too_large: (no, say) =>
      `${providerName(no.provider)} 不接受 ${amountOf(no, say)} 这样大的金额。请选择较小的金额，或其他付款方式。`,
    amount_not_in_steps: amountNotInSteps,
    payment_not_taken: (no, say) =>
      `${providerName(no.provider)} 不接受金额为 ${amountOf(no, say)} 的付款（${no.told}）。请选择其他金额，或其他付款方式。`,
    already_refunded: ({ provider }) => `${providerName(provider)} 表示此笔付款已全额退款。`,
    payment_disputed: ({ provider }) =>
      `此笔付款存在争议期间，${providerName(provider)} 不予退款。请在管理后台回应争议。`,
    provider_balance_too_low: ({ provider }) =>
      `${providerName(provider)} 中的余额不足以退款。请在管理后台充值，然后重新退款。`,
    payment_unknown: ({ provider }) => `${providerName(provider)} 没有此笔付款。请检查它是否属于其他账户、商店或模式。`,
    more_than_is_left: ({ provider }) =>
      `退款不能超过 ${providerName(provider)} 中此笔付款的剩余金额。请选择较小的金额。`,
    payment_not_final: ({ provider }) => `此笔付款尚未最终确认，${providerName(provider)} 不予退款。`,
    nothing_paid: '此付款页面上没有付款，因此没有可退的款项。',
    refund_not_taken: ({ provider, told }) =>
      `${providerName(provider)} 拒绝退款（${told}）。原因请查看服务商处该笔付款的页面。`,
    customer_unknown: ({ provider }) =>
      `${providerName(provider)} 中没有此客户。请检查该客户是否在其他账户或模式中创建。`,
    price_unknown: ({ provider, price_id: price }) =>
      `${providerName(provider)} 中没有价格 ${price}。请检查它是否属于其他账户或模式。`,
    subscription_unknown: ({ provider }) => `${providerName(provider)} 中没有此订阅。请检查它是否属于其他账户或模式。`,
    subscription_not_taken: ({ provider, told }) => `${providerName(provider)} 拒绝此订阅（${told}）。`,
    invoice_not_taken: ({ provider, told }) => `${providerName(provider)} 拒绝此账单（${told}）。`,
    portal_not_set_up: ({ provider }) => `${providerName(provider)} 的客户门户尚未设置。请在管理后台保存一次其设置。`,
    test_refusal: ({ ending_cents: cents }) => `沙盒会拒绝尾数为 ${cents} 分的退款。`,
  },
  rate_limited: {
    requests: ({ window_s: window, retry_after_s: wait }, say) =>
      `${say.count(window)} 秒内的请求过多。请在 ${say.count(wait)} 秒后重试。`,
    sign_ins: ({ retry_after_s: wait }, say) => `您所在网络有过多登录无法验证。请在 ${say.count(wait)} 秒后重试。`,
    streams: '从此处同时跟踪的订单过多。请关闭一个连接，或改为查询订单状态。',
  },
  plan_rate_limited: ({ limit, retry_after_s: wait }, say) =>
    `您的方案每分钟允许 ${say.count(limit)} 条消息。请在 ${say.count(wait)} 秒后重试。`,
  internal: '服务器出错。此请求没有扣点。请重试；如再次发生，请将请求编号（request_id）告知运营者。',
  provider_unavailable: '支付服务商没有响应。没有扣款，请稍后重试。',
  answer_broken: '回答中断了。只对已收到的部分扣点；请重新提问以获得完整回答。',
  upstream_unavailable: ({ model }) => `模型“${model}”没有响应。没有扣点，请稍后重试，或选择其他模型。`,
  upstream_busy: ({ model }) => `模型“${model}”繁忙。没有扣点，请稍后重试，或选择其他模型。`,
  identity_unavailable: '暂时无法验证您的身份。没有扣点，请一分钟后重试。',
  overloaded: {
    busy: '服务器繁忙。没有扣点，请几秒后重试。',
    downloads: '目前下载的文件过多。请一分钟后重试。',
    limits_away: '服务器暂时无法统计请求。没有扣点，请几秒后重试。',
  },
  storage_unavailable: {
    not_writable: '暂时无法写入账本。没有扣点，请一分钟后重试。',
    totals_differ: '账本的总数不一致，因此没有记账。请运行“tallystick-server doctor”查看详情。',
    not_ready: '暂时无法写入账本，或正在核对其总数。请一分钟后重试。',
    stopping: '此服务器即将停止。请访问另一台，或一分钟后重试。',
    settings_replaced: ({ names }) => `此节点启动时的设置与现在所有节点的设置不同：${names}。请用新的设置重新启动它。`,
  },
};

const providerNames: Readonly<Record<string, string>> = {
  stripe: 'Stripe',
  btcpay: 'BTCPay Server',
  sandbox: '沙盒',
};

function providerName(provider: string): string {
  return providerNames[provider] ?? provider;
}

type No<Reason> = Extract<ProviderNo, { readonly reason: Reason }>;

function currencyNotTaken({ provider, currency }: No<'currency_not_taken'>): string {
  return `此处的 ${providerName(provider)} 不接受 ${currency}。请选择其他付款方式。`;
}

function amountNotInSteps(no: No<'amount_not_in_steps'>, say: Formats): string {
  const step = say.money(no.step_cents, no.currency);
  return `此处的 ${providerName(no.provider)} 只接受 ${step} 整数倍的 ${no.currency} 金额，${amountOf(no, say)} 不符合。请选择其他金额。`;
}

function amountOf(no: Extract<ProviderNo, { readonly amount_cents: number }>, say: Formats): string {
  return say.money(no.amount_cents, no.currency);
}

/** "11月23日 09:00（UTC）". */
function when({ day, time, zone }: Moment): string {
  return `${day} ${time}（${zone}）`;
}

export const zh: Words = {
  titles: zhTitles,
  problems,
  refundFailures: {
    failed_at_provider: '支付服务商表示退款失败。',
    dispute_won: '争议最终胜诉，因此款项没有退还。',
  },
  causes: {
    charge: ({ model }) => model,
    order_paid: ({ order_id: id }) => `订单 ${id} 的付款`,
    plan_grant: ({ plan }) => `方案“${plan}”为本周期赠送`,
    plan_grant_over: ({ plan }) => `方案“${plan}”在已结束的周期中赠送的剩余部分`,
    payment_void: ({ order_id: id }) => `订单 ${id} 的付款无效`,
    payment_good_after_all: ({ order_id: id }) => `订单 ${id} 的付款经确认有效`,
    refunded_at_provider: ({ order_id: id }) => `订单 ${id} 已在支付服务商处退款`,
    taken_by_bank: ({ order_id: id }) => `买家的银行已收回订单 ${id} 的款项`,
    refund_failed: ({ order_id: id }) => `订单 ${id} 的一笔退款失败`,
    order_disputed: ({ order_id: id }) => `订单 ${id} 的付款存在争议`,
    dispute_over: ({ order_id: id }) => `订单 ${id} 的争议已结束`,
    paid_too_much: ({ order_id: id }) => `订单 ${id} 收到的金额多于价格`,
    paid_too_little: ({ order_id: id }) => `订单 ${id} 收到的金额少于价格`,
    less_came_in: ({ order_id: id }) => `订单 ${id} 实际收到的金额少于通知的金额`,
    counts_towards_order: ({ order_id: id }) => `已计入订单 ${id}`,
    did_not_come_in: ({ order_id: id }) => `订单 ${id} 的款项最终未到账`,
    suspense_refunded: ({ order_id: id }) => `退还订单 ${id} 的待处理款项`,
    suspense_refund_failed: ({ order_id: id }) => `退还订单 ${id} 的待处理款项失败`,
  },
  usualReasons: new Map([['requested_by_customer', '应客户要求']]),
  outcomes: {
    not_ours: '它所涉及的内容不是在这里产生的，因此无需处理。',
    order_unknown: '这里没有这个订单。',
    unknown_at_provider: '支付服务商不知道它所涉及的内容。',
    price_unmapped: '这项订阅的价格没有对应的方案。请先添加价格映射，然后重试。',
    no_billing: '此服务器未设置订阅和账单。',
    page_open: '还没有人在这个页面上订阅。',
    page_settled: '此前已经知道。',
    failed: ({ told }) => `无法处理（${told}）。`,
    no_answer: ({ origin, told }) => `${origin} 没有回应（${told}）。`,
    answered: ({ status, told }) =>
      told === null ? `接收方回应了 ${status}。` : `接收方回应了 ${status}（${told}）。`,
    server_stopped: '发送过程中此服务器被停止。',
    not_sent: '此服务器无法发送。原因见其日志。',
  },
};
