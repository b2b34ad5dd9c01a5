using RoleSync.Core.Runs;

namespace RoleSync.Core.Records;

/// <summary>Who asks for the verification of a member.</summary>
/// <param name="Trigger">How the request came.</param>
/// <param name="Name">Who it is, as stored with what is written.</param>
public sealed record Requester(RunTrigger Trigger, string Name)
{
    /// <summary>
    /// Whether a member has to wait between two verifications. People in Discord have; whoever holds the service's token, or sits at its machine, operates
    /// it and has not: they ask for many members one after the other, and again as soon as something was mended.
    /// </summary>
    public bool IsPaced => Trigger is RunTrigger.Discord;
}
