using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using RoleSync.Core.Runs;

namespace RoleSync.Api.Requests;

/// <summary>Decides who may call: the bearer of the token, or, where no token is set and nobody else can reach the service, whoever calls from this very machine.</summary>
internal sealed class Caller(IOptions<ApiOptions> options)
{
    /// <summary>Null when the caller may go on, otherwise a sentence that says why not.</summary>
    public string? Refusal(HttpContext context) => options.Value switch
    {
        { AuthToken: { Length: > 0 } token } => HasToken(context.Request, token)
            ? null
            : "Unauthorized: send the header Authorization: Bearer with the value of SYNC_AUTH_TOKEN.",
        { ClosedBecause: { } why } => $"Unauthorized: {why}",
        _ => LocalCall.Sign(context) is not { } sign
            ? null
            : $"Unauthorized: without SYNC_AUTH_TOKEN only direct calls from this machine are let in, and {sign}. Set SYNC_AUTH_TOKEN on the service and send it as a bearer token.",
    };

    /// <summary>Which trigger a call counts as: the command line names itself in its User-Agent.</summary>
    public static RunTrigger TriggerOf(HttpRequest request) =>
        request.Headers.UserAgent.ToString().StartsWith("rolesync-cli/", StringComparison.Ordinal) ? RunTrigger.Cli : RunTrigger.Http;

    private static bool HasToken(HttpRequest request, string token)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        var sent = header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..].Trim() : "";

        // Hashes have one length, so that the time of the comparison tells nothing of the token, not even its length.
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(sent)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }
}
