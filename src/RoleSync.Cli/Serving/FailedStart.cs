using RoleSync.Cli.Console;
using RoleSync.Configuration;
using RoleSync.Transport;

namespace RoleSync.Cli.Serving;

/// <summary>Ends a start that failed, so that one sentence is all that a person sees of it.</summary>
internal static class FailedStart
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Stops what has begun already, then disposes of it.</summary>
    /// <remarks>A host that is only disposed of takes its cancelled services for crashed ones, and says so with a stack trace.</remarks>
    public static async Task EndAsync(WebApplication app)
    {
        using var enough = new CancellationTokenSource(_patience, TimeProvider.System);
        try
        {
            await app.StopAsync(enough.Token);
        }
        catch (Exception)
        {
            // Why the start failed is told; that a half-started service does not stop well helps nobody.
        }

        await app.DisposeAsync();
    }

    /// <summary>The sentence for a fault that nobody foresaw. Where it arose is told at the level Debug only.</summary>
    public static StartException Unforeseen(Exception fault, RoleSyncSettings settings)
    {
        var sentence = $"The service cannot be set up or started ({fault.GetType().Name}): {OutsideText.Clean(fault.Message, int.MaxValue).TrimEnd('.')}. "
            + "Mend what the sentence names; Logging__LogLevel__Default=Debug shows where it arose.";
        return new StartException(settings.ShowsDebug ? $"{sentence}{Environment.NewLine}{fault}" : sentence, ExitCode.Failed);
    }
}
