namespace RoleSync.Discord;

/// <summary>The bot's application. See <see href="https://discord.com/developers/docs/resources/application#application-object">Discord's application object</see>.</summary>
/// <param name="Id">The application's snowflake.</param>
/// <param name="Name">Its name.</param>
/// <param name="MayListMembers">True when the server members intent is switched on in the developer portal.</param>
internal sealed record CurrentApplication(ulong Id, string Name, bool MayListMembers);
