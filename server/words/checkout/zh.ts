// 简体中文的付款页面，一律使用全角标点。
import type { CheckoutTexts } from './checkout-texts.ts';

export const zh: CheckoutTexts = {
  name: '简体中文',
  states: {
    open: {
      title: '购买点数',
      body: '目前尚未扣款。您只需付款一次，点数不会过期。',
    },
    settling: {
      title: '正在核实付款',
      body: '支付服务商已收到您的操作。确认后本页会自动更新，请勿重复付款。',
    },
    seen: {
      title: '您的付款正在途中',
      body: '您的付款已收到，正在确认。您可以关闭此窗口，点数会自动到账。',
    },
    declined: {
      title: '付款被拒绝',
      body: '没有扣款。您可以在下方重试，也可以关闭此窗口，在 Tallystick 中选择其他付款方式。',
    },
    cancelled: {
      title: '您已返回，尚未付款',
      body: '没有扣款。您仍可在下方付款，也可以关闭此窗口。',
    },
    unavailable: {
      title: '此处暂时无法付款',
      body: '没有扣款。请稍后重新加载本页，或关闭此窗口，在 Tallystick 中重新选择套餐。',
    },
    paid: { title: '付款成功，谢谢', body: '点数已可在 Tallystick 中使用。您可以关闭此窗口。' },
    refunded_in_part: {
      title: '已部分退款',
      body: '退款部分对应的点数已收回，其余点数仍归您所有。退款到账方式请查看 Tallystick 中的购买记录。',
    },
    refunded: {
      title: '已退款',
      body: '全部款项已退还给您或正在退还途中，此订单的点数已收回。退款到账方式请查看 Tallystick 中的购买记录。',
    },
    disputed: {
      title: '此笔付款存在争议',
      body: '您的银行已要求退回款项，因此在争议有结果之前，此订单的点数暂停使用。如属误会，请联系银行撤销争议。您无需再次付款。',
    },
    expired: {
      title: '此订单已过期',
      body: '规定时间内没有收到付款，也没有扣款。如需购买，请关闭此窗口，在 Tallystick 中重新选择套餐。如果您已经汇出款项，它不会丢失：我们会为您入账或退还。',
    },
    failed: {
      title: '付款未成功',
      body: '点数没有入账。请关闭此窗口，在 Tallystick 中重新选择套餐。如果您的账户已被扣款，请将此订单号告知本服务器的运营者。',
    },
  },
  unknown: {
    title: '找不到此订单',
    body: '此网址没有对应的订单，因此无需付款。请关闭此窗口，在 Tallystick 中重新开始。',
  },
  page: {
    language: '语言',
    pack: '套餐',
    price: '价格',
    credits: (_count, shown) => `${shown} 点`,
    freeAmount: '点数',
    givenBack: '已退款',
    paidOn: '付款日期',
    orderNumber: '订单号',
    timeLeft: '剩余付款时间',
    oneMinuteLeft: '付款时间还剩一分钟。',
    busy: '处理中……',
    backToPaying: '其实还没有付款？返回付款',
    reloads: '本页每隔几秒自动检查付款是否到账。',
  },
  card: {
    legend: '银行卡付款',
    loading: '正在加载银行卡表单……',
    pay: (price) => `支付 ${price}`,
    unreachable: '无法加载银行卡表单。没有扣款。请检查网络连接，然后重新加载本页。',
    script: '银行卡付款需要 JavaScript。请为本页启用，或在 Tallystick 中选择其他付款方式。',
  },
  elsewhere: {
    legend: '通过 Stripe 付款',
    explain: '您将在支付服务商 Stripe 的页面上付款，完成后返回此处。',
    go: '前往 Stripe',
  },
  bitcoin: {
    legend: '比特币付款',
    explain: '请用钱包扫描二维码，或打开本设备上的钱包。检测到付款后，本页会自动更新。',
    part: (paid, total) => `已收到部分付款：${paid} / ${total} sats。请仅支付此处显示的余额。`,
    rate: (price) => `汇率：1 BTC = ${price}`,
    copyAmount: '复制金额',
    copied: '已复制',
    showFirst: '优先显示：',
    lightning: {
      name: '闪电网络',
      code: '闪电网络付款请求的二维码，文字内容见下方',
      open: '打开闪电网络钱包',
      destination: '闪电网络付款请求',
      copy: '复制付款请求',
    },
    chain: {
      name: '比特币链上付款',
      code: '比特币地址和金额的二维码，文字内容见下方',
      open: '打开比特币钱包',
      destination: '比特币地址',
      copy: '复制地址',
    },
  },
  sandbox: {
    notice: '测试付款：不涉及真实资金',
    explain: '此服务器使用沙盒代替银行。请选择付款的结果。',
    legend: '这笔付款的结果是什么？',
    pay: (price) => `支付 ${price}`,
    decline: '拒绝',
    expire: '让订单过期',
  },
  subscription: {
    back: {
      done: { title: '谢谢', body: '付款确认后，您的方案即会生效。您可以关闭此窗口。' },
      cancelled: { title: '您尚未订阅', body: '未向您收取任何费用。您可以关闭此窗口。' },
      portal: { title: '已完成', body: '您的更改稍后会显示在 Tallystick 中。您可以关闭此窗口。' },
    },
    price: {
      day: (price, count) => (count === 1 ? `每天 ${price}` : `每 ${count} 天 ${price}`),
      week: (price, count) => (count === 1 ? `每周 ${price}` : `每 ${count} 周 ${price}`),
      month: (price, count) => (count === 1 ? `每月 ${price}` : `每 ${count} 个月 ${price}`),
      year: (price, count) => (count === 1 ? `每年 ${price}` : `每 ${count} 年 ${price}`),
    },
    begin: { title: '订阅', body: '此服务器使用沙盒代替银行。您无需付款。' },
    agree: (price) => `订阅（${price}）`,
    leave: '返回 Tallystick',
    over: { title: '此页面已失效', body: '此页面已使用过或已过期。请关闭此窗口，并从 Tallystick 重新开始。' },
    portal: { title: '您的订阅', body: '此服务器使用沙盒代替银行。您可以在此取消订阅，或选择接下来发生什么。' },
    none: '您没有订阅。',
    standing: {
      active: (day) => `将于 ${day} 续订。`,
      ending: (day) => `将于 ${day} 结束。`,
      past_due: (day) => `上次付款失败。如仍未付款，将于 ${day} 结束。`,
      incomplete: (day) => `等待首次付款，截至 ${day}。`,
    },
    cancel: '取消订阅',
    keep: '保留订阅',
    renew: '进入下一周期',
    fail: '进入下一周期并拒绝其付款',
    payNow: '立即付款',
    invoice: {
      open: { title: '账单', body: '请选择此账单付款的结果。' },
      failed: { title: '付款被拒绝', body: '未向您收取任何费用。您仍可在下方付款。' },
      paid: { title: '此账单已付款', body: '谢谢。您可以关闭此窗口。' },
    },
  },
};
