// What is wrong with a field of a request, in Simplified Chinese.
import type { FieldNo } from '../../contract/problem-params.ts';
import { isTextForm, type TextForm } from '../../contract/text-form.ts';
import type { FieldWords } from '../problem-words.ts';

export const zhFields: FieldWords = {
  field_missing: ({ field }) => (field === '' ? '此请求需要正文。' : `缺少字段“${field}”。请补上后重试。`),
  field_wrong_type: ({ field, expected }) => `${subject(field)}必须是${typeNames[expected] ?? ` ${expected}`}。`,
  field_too_small: (no, say) => `${subject(no.field)}${unitOf(no.of)}不能小于 ${say.count(no.minimum)}。`,
  field_too_big: (no, say) => `${subject(no.field)}${unitOf(no.of)}不能大于 ${say.count(no.maximum)}。`,
  field_wrong_format: ({ field, format }) => {
    if (isTextForm(format)) return `${subject(field)}${forms[format]}。`;
    return format === 'regex'
      ? `${subject(field)}的格式不正确。`
      : `${subject(field)}必须是有效的${formatNames[format] ?? ` ${format}`}。`;
  },
  field_not_allowed: ({ field, allowed }) =>
    `${subject(field)}必须是以下值之一：${allowed.map((one) => `“${one}”`).join('、')}。`,
  field_unknown: ({ field }) => `此处不接受字段“${field}”。请将其去掉。`,
  field_too_precise: ({ field, decimals }) => `${subject(field)}最多只能有 ${decimals} 位小数。`,
  field_against_rule: ({ field, rule }) => `${subject(field)}${rules[rule]}。`,
};

const typeNames: Readonly<Record<string, string>> = {
  string: '文本',
  number: '数字',
  int: '整数',
  boolean: ' true 或 false',
  array: '列表',
  object: '对象',
  record: '对象',
  null: ' null',
};

const formatNames: Readonly<Record<string, string>> = {
  uuid: ' UUID',
  guid: ' UUID',
  url: '网址',
  email: '电子邮件地址',
  datetime: '日期和时间',
};

const forms: Readonly<Record<TextForm, string>> = {
  currency: '必须是大写的货币代码，例如 EUR',
  time_of_day: '必须是一天中的时间，例如 04:00',
  plan_id: '必须由 1 至 32 个小写字母、数字、“_”和“-”组成，并以字母开头',
  entity_id: '必须包含可见字符，且不得含有换行符或其他控制字符',
  account_id: '必须由 1 至 64 个字母、数字和“-”组成',
  order_name: '必须由 1 至 64 个字母、数字、“.”、“_”、“:”和“-”组成，并以字母或数字开头',
  token_hash: '必须是由 64 个小写十六进制数字组成的 SHA-256',
  outcome: '必须由 1 至 32 个小写字母和“_”组成，并以字母开头',
  lock_key: '必须由 1 至 200 个不含空格的普通字符组成',
};

const rules: Readonly<Record<Extract<FieldNo, { reason: 'field_against_rule' }>['rule'], string>> = {
  time_zone: '必须是 IANA 时区，例如 Europe/Berlin',
  six_decimals: '最多只能有六位小数',
  different_ids: '中的 id 不能重复',
  credits_as_text: '必须是带引号的小数点数，例如 "1.25"，最多六位小数',
  model_to_degrade_to: '必须指定继续使用的模型',
  date: '必须是日期，例如 2026-11-29',
  dates_in_order: '不能早于开始日期',
  within_a_year: '最多只能晚于开始日期一年',
  user_or_team: '与 "team_id" 必须且只能填写一个',
  other: '不符合要求',
};

function subject(field: string): string {
  return field === '' ? '请求' : `字段“${field}”`;
}

function unitOf(of: 'number' | 'text' | 'list'): string {
  return { number: '', text: '的字符数', list: '的条目数' }[of];
}
