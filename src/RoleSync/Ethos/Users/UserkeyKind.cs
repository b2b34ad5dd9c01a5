namespace RoleSync.Ethos.Users;

/// <summary>What a userkey names, as far as it matters here.</summary>
internal enum UserkeyKind
{
    /// <summary>Something else: an account elsewhere, a profile.</summary>
    Other,

    /// <summary>A Discord account: <c>service:discord:ID</c>.</summary>
    Discord,

    /// <summary>A linked address: <c>address:0x…</c>.</summary>
    Address,

    /// <summary>It cannot be read, so it may be any of them.</summary>
    Damaged,
}
