namespace RoleSync.Sandbox.Interactions;

/// <summary>What is wrong with a request that Discord did not send, or sends to see whether an endpoint notices.</summary>
public enum Tampering
{
    /// <summary>Nothing: signed as it should be.</summary>
    None,

    /// <summary>Another key has signed it.</summary>
    ForeignKey,

    /// <summary>No X-Signature-Ed25519.</summary>
    MissingSignature,

    /// <summary>No X-Signature-Timestamp.</summary>
    MissingTimestamp,

    /// <summary>The body is not the one that was signed.</summary>
    ChangedBody,

    /// <summary>The timestamp is not the one that was signed.</summary>
    ChangedTimestamp,

    /// <summary>Signed properly, an hour ago.</summary>
    OldTimestamp,

    /// <summary>Signed properly, in an hour.</summary>
    FutureTimestamp,

    /// <summary>A timestamp that is no number, signed properly.</summary>
    WordyTimestamp,

    /// <summary>Half a signature.</summary>
    ShortSignature,

    /// <summary>A signature that is not hexadecimal.</summary>
    NotHex,
}
