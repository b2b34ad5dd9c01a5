using System.Globalization;

namespace RoleSync.Running.Verifying;

/// <summary>Says to somebody who waits why Discord could not be asked or told all of it.</summary>
internal static class PhaseEndSentence
{
    public static string Of(PhaseEnd end) => end switch
    {
        PhaseEnd.Later { IsLimit: true } limit => string.Create(
            CultureInfo.InvariantCulture, $"Discord lets the bot go on in {Math.Ceiling(limit.Delay.TotalSeconds):0} s, which is too long to wait for."),
        PhaseEnd.Later later => later.Why,
        PhaseEnd.Outage outage => outage.Why,
        PhaseEnd.Fatal fatal => fatal.Why,
        _ => "The service is about to stop.",
    };
}
