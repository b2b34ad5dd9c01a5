using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Applying.Writers;

/// <summary>
/// What follows when a switch of tiers cannot be finished because Discord does not let the new tier's role be granted: the member keeps the old tier.
/// A role of it that this run has taken already is given back, one that it was still to take stays.
/// </summary>
internal sealed class TierSwitchRollback(ChangeJournal journal, WriteCutOff cutOff)
{
    /// <summary>Ends the switch.</summary>
    /// <param name="sender">Sends what is given back.</param>
    /// <param name="context">The run.</param>
    /// <param name="grant">The grant of the new tier.</param>
    /// <param name="outcome">Its outcome.</param>
    /// <param name="later">The member's changes behind it.</param>
    /// <returns>
    /// The outcome of the grant, which says what could not be given back (the next plan gives it back: the journal knows it as a tier that was taken
    /// for nothing), and the outcomes of the old tier's changes; or why the run cannot go on: then nothing may be stored, and the switch is
    /// finished by whoever goes on with the run.
    /// </returns>
    public async Task<Attempt<IReadOnlyList<ChangeOutcome>>> EndAsync(
        RoleRequestSender sender, WriteContext context, StoredChange grant, ChangeOutcome outcome, IEnumerable<StoredChange> later)
    {
        List<ChangeOutcome> outcomes = [outcome];
        outcomes.AddRange(later
            .Where(IsRevokeOfTier)
            .Select(change => new ChangeOutcome(change.Id, Outcome.Refused, $"The old tier stays, because the new one could not be granted: {outcome.Note}")));
        string? lost = null;
        foreach (var revoke in await TakenAsync(context, grant))
        {
            if (!context.Guild.Policy.Managed.Contains(revoke.Change.Role))
            {
                lost = $"The old tier was taken before. {Applicability.NotNamed(revoke.Change.Role)}";
                continue;
            }

            if ((await sender.GiveBackAsync(context, revoke, outcome.Note)).Ends(out var end, out var back))
            {
                return end;
            }

            if (back.Outcome is Outcome.PutBack)
            {
                outcomes.Add(back);
            }
            else
            {
                lost = $"The old tier role {revoke.Change.Role} was taken before, and cannot be given back now: {back.Note}";
            }
        }

        outcomes[0] = lost is null ? outcome : outcome with { Note = $"{outcome.Note} {lost}" };
        return new Attempt<IReadOnlyList<ChangeOutcome>>.Done(outcomes);
    }

    /// <summary>The tier roles of the member that this run has taken.</summary>
    private async Task<IEnumerable<StoredChange>> TakenAsync(WriteContext context, StoredChange grant) =>
        (await journal.ChangesAsync(context.Run.Id, 0, StoredChange.MostOfOneMember, Outcome.Applied, grant.Change.Member, cutOff.Token)).Where(IsRevokeOfTier);

    private static bool IsRevokeOfTier(StoredChange item) => item.Change is { Kind: ChangeKind.Revoke, IsTier: true };
}
