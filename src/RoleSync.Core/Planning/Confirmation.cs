namespace RoleSync.Core.Planning;

/// <summary>What it takes before a member whom Ethos does not know loses a role.</summary>
/// <param name="Needed">How many answers must agree, from 1.</param>
/// <param name="Apart">How much later than the last one that counted an answer must come to count, whatever the number of runs between them: what is wrong with a source now is wrong a minute later, too.</param>
public readonly record struct Confirmation(int Needed, TimeSpan Apart);
