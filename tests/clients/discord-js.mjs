// discord.js's REST client does what a bot does all day, against the sandbox. Settings come by environment; the packages are where CLIENTS says.
// Prints each answer that it did not expect and ends with 1; ends with 0 when there was none.
import { createRequire } from 'node:module';

const { REST } = createRequire(`${process.env.CLIENTS}/`)('@discordjs/rest');
const { Routes } = createRequire(`${process.env.CLIENTS}/`)('discord-api-types/v10');
const { API, TOKEN, GUILD, BOT, CHANNEL, WEBHOOK_ID, WEBHOOK_TOKEN, ROLE, ABOVE, MEMBERS } = process.env;
const client = (token) => new REST({ version: '10', api: API, timeout: 15_000, retries: 0 }).setToken(token);

const unexpected = [], statuses = {};
const rest = client(TOKEN);
rest.on('response', (request, response) => {
  statuses[response.status] = (statuses[response.status] ?? 0) + 1;
  if (response.status === 429) unexpected.push(`429 for ${request.method} ${request.route}`);
});
const check = (holds, what) => { if (!holds) unexpected.push(what); };
const step = async (name, work) => { try { await work(); } catch (error) { unexpected.push(`${name}: ${error.status ?? ''} ${error.message}`); } };
const refused = async (name, work, status, code) => {
  try { await work(); unexpected.push(`${name}: was not refused`); } catch (error) { check(error.status === status && error.code === code, `${name}: ${error.status} ${error.code} ${error.message}`); }
};

await step('who am I', async () => {
  check((await rest.get(Routes.user())).id === BOT, 'another user');
  check((await rest.get(Routes.oauth2CurrentApplication())).id === BOT, 'another application');
  check((await rest.get(Routes.gatewayBot())).shards === 1, 'no gateway');
});

const ids = [];
await step('members, page by page', async () => {
  for (let after = '0'; ;) {
    const page = await rest.get(Routes.guildMembers(GUILD), { query: new URLSearchParams({ limit: '100', after }) });
    if (page.length === 0) break;
    ids.push(...page.map((member) => member.user.id));
    after = ids.at(-1);
  }
  check(ids.length === Number(MEMBERS) && new Set(ids).size === ids.length, `${ids.length} members of ${MEMBERS}`);
});

await step('60 role writes', async () => {
  const people = ids.filter((id) => id !== BOT).slice(0, 30);
  const route = (id) => Routes.guildMemberRole(GUILD, id, ROLE);
  await rest.put(route(people[0]), { reason: `für ${people[0]}` }); // granting and taking count together, which this client learns by doing each once
  await rest.delete(route(people[0]));
  await Promise.all(people.map((id) => rest.put(route(id), { reason: `für ${id}` })));
  check((await rest.get(Routes.guildMember(GUILD, people[0]))).roles.includes(ROLE), 'the role was not granted');
  await Promise.all(people.map((id) => rest.delete(route(id))));
  check(!(await rest.get(Routes.guildMember(GUILD, people[0]))).roles.includes(ROLE), 'the role was not taken');
  const before = (await rest.get(Routes.guildMember(GUILD, people[1]))).roles;
  const patched = await rest.patch(Routes.guildMember(GUILD, people[1]), { body: { roles: [...before, ROLE] } });
  check(patched.roles.includes(ROLE), 'the list of roles was not taken over');
});

await step('roles', async () => {
  const made = await rest.post(Routes.guildRoles(GUILD), { body: { name: 'Made by discord.js', colors: { primary_color: 0x7a5ea0 }, permissions: '0' } });
  check(made.colors.primary_color === 0x7a5ea0 && made.color === 0x7a5ea0, 'another colour');
  check((await rest.patch(Routes.guildRole(GUILD, made.id), { body: { name: 'Renamed' } })).name === 'Renamed', 'the role was not renamed');
  check((await rest.get(Routes.guildRole(GUILD, made.id))).name === 'Renamed', 'the role cannot be read');
  await rest.delete(Routes.guildRole(GUILD, made.id));
  check(!(await rest.get(Routes.guildRoles(GUILD))).some((role) => role.id === made.id), 'the role was not deleted');
});

await step('commands', async () => {
  for (const [all, one] of [[Routes.applicationCommands(BOT), (id) => Routes.applicationCommand(BOT, id)], [Routes.applicationGuildCommands(BOT, GUILD), (id) => Routes.applicationGuildCommand(BOT, GUILD, id)]]) {
    const put = await rest.put(all, { body: [{ name: 'score', description: 'Shows it', options: [{ type: 6, name: 'who', description: 'Whose' }] }, { name: 'Show Score', type: 2 }] });
    const made = await rest.post(all, { body: { name: 'ping', description: 'Answers' } });
    check(put.length === 2 && (await rest.get(all)).length === 3, 'not three commands');
    check((await rest.patch(one(made.id), { body: { description: 'Answers soon' } })).description === 'Answers soon', 'the command was not edited');
    await rest.delete(one(made.id));
    check((await rest.get(one(put[0].id))).name === 'score', 'the command cannot be read');
  }
});

await step('webhook', async () => {
  const hook = Routes.webhook(WEBHOOK_ID, WEBHOOK_TOKEN), message = (id) => Routes.webhookMessage(WEBHOOK_ID, WEBHOOK_TOKEN, id);
  const files = [{ name: 'plan.csv', data: 'a,b\n' }];
  const sent = await rest.post(hook, { auth: false, query: new URLSearchParams({ wait: 'true' }), body: { content: 'hello', embeds: [{ title: 'Card' }] }, files });
  check(sent.attachments[0]?.filename === 'plan.csv' && sent.embeds[0].title === 'Card', 'the file or the card is missing');
  check((await rest.patch(message(sent.id), { auth: false, body: { content: 'edited' } })).content === 'edited', 'the message was not edited');
  check((await rest.get(message(sent.id), { auth: false })).content === 'edited', 'the message cannot be read');
  await rest.delete(message(sent.id), { auth: false });
});

await step('channel', async () => {
  const components = [{ type: 1, components: [{ type: 2, style: 1, label: 'Approve', custom_id: 'a' }, { type: 2, style: 5, label: 'Read', url: 'https://example.invalid' }] }];
  const sent = await rest.post(Routes.channelMessages(CHANNEL), { body: { content: 'well?', components, allowed_mentions: { parse: [] } } });
  check(sent.components[0].components.length === 2, 'the buttons are missing');
  check((await rest.get(Routes.channelMessages(CHANNEL)))[0].id === sent.id, 'the message is not listed');
  await rest.delete(Routes.channelMessage(CHANNEL, sent.id));
});

const answered = { ...statuses };
check(Object.keys(answered).every((status) => status.startsWith('2')), `answers: ${JSON.stringify(answered)}`);

await refused('an unknown guild', () => rest.get(Routes.guild('123456789012345678')), 404, 10004);
await refused('an unknown member', () => rest.get(Routes.guildMember(GUILD, '123456789012345678')), 404, 10007);
await refused('a role above the bot', () => rest.put(Routes.guildMemberRole(GUILD, ids[0], ABOVE)), 403, 50013);
await refused('a colour in words', () => rest.post(Routes.guildRoles(GUILD), { body: { color: 'red' } }), 400, 50035);
await refused('an unknown channel', () => rest.post(Routes.channelMessages('123456789012345678'), { body: { content: 'x' } }), 404, 10003);
await refused('an unknown webhook', () => rest.post(Routes.webhook('123456789012345678', 'x'.repeat(68)), { auth: false, body: { content: 'x' } }), 404, 10015);
await refused('an unknown interaction', () => rest.post(Routes.interactionCallback('123456789012345678', 'x'), { auth: false, body: { type: 5 } }), 404, 10062);
await refused('a wrong token', () => client('wrong').get(Routes.user()), 401, 0);

for (const line of unexpected) console.log(line);
console.log(`${unexpected.length} unexpected, answers ${JSON.stringify(statuses)}`);
process.exit(unexpected.length > 0 ? 1 : 0);
