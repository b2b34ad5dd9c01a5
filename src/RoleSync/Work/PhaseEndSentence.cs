using System.Globalization;

namespace RoleSync.Work;

/// <summary>Says to somebody who waits why Discord could not be asked or told all of it.</summary>
internal static class PhaseEndSentence
{
    public static string Of(PhaseResult end) => end switch
    {
        PhaseResult.Later { IsLimit: true } limit => string.Create(
            CultureInfo.InvariantCulture, $"Discord lets the bot go on in {Math.Ceiling(limit.Delay.TotalSeconds):0} s, which is too long to wait for."),
        PhaseResult.Later later => later.Why,
        PhaseResult.Outage outage => outage.Why,
        PhaseResult.Fatal fatal => fatal.Why,
        _ => "The service is about to stop.",
    };
}
