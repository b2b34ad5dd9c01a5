using RoleSync.Core.Waiting;

namespace RoleSync.Ethos.Standings;

/// <summary>What whoever looks standings up asks of the answer.</summary>
/// <param name="Priority">Who goes first where calls have to wait.</param>
/// <param name="NewerThan">
/// An answer that others got, or are about to get, will do where it was asked for after this time of the <see cref="TimeProvider"/>'s counter; null: Ethos is asked anew.
/// </param>
internal readonly record struct LookUpTerms(RequestPriority Priority, long? NewerThan)
{
    /// <summary>Nothing that was asked for before will do: a second look, or a person who has just put something right.</summary>
    public static LookUpTerms Anew(RequestPriority priority) => new(priority, NewerThan: null);
}
