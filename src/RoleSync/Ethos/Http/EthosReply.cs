using System.Text.Json;

namespace RoleSync.Ethos.Http;

/// <summary>What came of one question to Ethos, after its tries.</summary>
internal abstract record EthosReply
{
    private EthosReply()
    {
    }

    /// <summary>200 with JSON.</summary>
    public sealed record Ok(JsonElement Body) : EthosReply;

    /// <summary>404: Ethos knows nobody of that name.</summary>
    public sealed record NotFound : EthosReply;

    /// <summary>No usable answer.</summary>
    /// <param name="Why">A sentence.</param>
    /// <param name="IsTransient">Whether the same question may go better in a moment.</param>
    public sealed record Failed(string Why, bool IsTransient) : EthosReply;
}
