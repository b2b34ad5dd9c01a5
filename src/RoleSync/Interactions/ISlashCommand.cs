namespace RoleSync.Interactions;

/// <summary>
/// A slash command. Whoever registers one (<c>services.AddSingleton&lt;ISlashCommand, MyCommand&gt;()</c>) has it registered at Discord and
/// routed; guild, permission, replays and the three seconds are the router's care. An exception ends in a sentence for the caller.
/// </summary>
internal interface ISlashCommand
{
    /// <summary>What Discord shows of it, and how it is answered. Always the same.</summary>
    CommandDefinition Definition { get; }

    /// <summary>Does it.</summary>
    /// <param name="interaction">From a configured guild, by somebody who has the required permission.</param>
    /// <param name="ct">Cancelled when the service has no time left to stop.</param>
    Task<Reply> AnswerAsync(Interaction interaction, CancellationToken ct);

    /// <summary>A button whose id begins with this command's name was clicked, by somebody who has the required permission.</summary>
    /// <param name="interaction">With <see cref="Interaction.Click"/>.</param>
    /// <param name="ct">As above.</param>
    Task<Reply> ClickAsync(Interaction interaction, CancellationToken ct) =>
        Task.FromResult(Reply.Ephemeral("This button is out of date: send the command again."));
}
