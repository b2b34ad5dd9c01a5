namespace RoleSync.Discord.Messages;

/// <summary>A button below a message.</summary>
/// <param name="Id">
/// 1 to 100 characters that come back when it is clicked: the name of the command that the click is for, a colon, and whatever that command
/// wants to know, such as <c>ethos_sync_status:approve:42</c>.
/// </param>
/// <param name="Label">1 to 80 characters.</param>
/// <param name="Style">How it looks.</param>
internal sealed record Button(string Id, string Label, ButtonStyle Style);

/// <summary>How a button looks; the numbers are <see href="https://discord.com/developers/docs/components/reference#button-button-styles">Discord's</see>.</summary>
internal enum ButtonStyle
{
    /// <summary>The one that is meant to be clicked.</summary>
    Primary = 1,

    /// <summary>One among others.</summary>
    Secondary = 2,

    /// <summary>Green.</summary>
    Success = 3,

    /// <summary>Red.</summary>
    Danger = 4,
}
