namespace RoleSync.Discord.Http;

/// <summary>The value of a success that carries none (204).</summary>
internal readonly record struct Unit;
