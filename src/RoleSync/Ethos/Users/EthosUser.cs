using System.Text.Json;
using RoleSync.Core.Guilds;

namespace RoleSync.Ethos.Users;

/// <summary>
/// One user of Ethos's answer, read while the answer lasts: the one place that knows the names and ranges of Ethos's fields. Each property is null
/// where its field is missing, of the wrong type or out of range; what follows from that is for whoever reads it.
/// </summary>
internal readonly struct EthosUser
{
    private readonly JsonElement? _fields;

    private EthosUser(JsonElement fields, JsonElement userkeys) => (_fields, Userkeys) = (fields, userkeys);

    /// <summary>The user; null where there is no object with a list of userkeys.</summary>
    public static EthosUser? Of(JsonElement element) =>
        JsonFields.Child(element, "userkeys"u8) is { ValueKind: JsonValueKind.Array } userkeys ? new EthosUser(element, userkeys) : null;

    /// <summary>The accounts of the user: a JSON array, each item to be read with <see cref="Userkey"/>.</summary>
    public JsonElement Userkeys { get; }

    /// <summary>ACTIVE, INACTIVE or MERGED.</summary>
    public EthosStatus? Status =>
        _fields.Child("status"u8) is not { ValueKind: JsonValueKind.String } status ? null
        : status.ValueEquals("ACTIVE"u8) ? EthosStatus.Active
        : status.ValueEquals("INACTIVE"u8) ? EthosStatus.Inactive
        : status.ValueEquals("MERGED"u8) ? EthosStatus.Merged
        : null;

    /// <summary>The credibility score, from 0 to 2800.</summary>
    public double? Score => _fields.Number("score"u8) is >= 0 and <= 2800 and var score ? score : null;

    /// <summary>How many validator tokens the person holds, from 0.</summary>
    public double? Validators => _fields.Number("validatorNftCount"u8) is >= 0 and var validators ? validators : null;

    /// <summary>Whether the person is verified as human. Missing and null are documented as "not verified"; a value that Ethos did not have when this was written is null.</summary>
    public bool? IsHuman => _fields.Child("humanVerificationStatus"u8) switch
    {
        null or { ValueKind: JsonValueKind.Null } => false,
        { ValueKind: JsonValueKind.String } status =>
            status.ValueEquals("VERIFIED"u8) ? true
            : status.ValueEquals("REQUESTED"u8) || status.ValueEquals("PENDING"u8) || status.ValueEquals("REVOKED"u8) ? false
            : null,
        _ => null,
    };

    /// <summary>Whether the person has a profile, and not only an account that others can review.</summary>
    public bool? HasProfile => _fields.Child("profileId"u8) switch
    {
        { ValueKind: JsonValueKind.Number } => true,
        { ValueKind: JsonValueKind.Null } => false,
        _ => null,
    };

    /// <summary>The name to call the person by.</summary>
    public string? Name => _fields.Text("displayName"u8) ?? _fields.Text("username"u8);

    /// <summary>Points for taking part, from 0 to 1e15.</summary>
    public double? Xp => Plausible(_fields.Number("xpTotal"u8));

    /// <summary>The weight of the person's word, from 0 to 1e15.</summary>
    public double? Influence => Plausible(_fields.Number("influenceFactor"u8));

    /// <summary>The address of the person's page, as Ethos wrote it.</summary>
    public string? Page => _fields.Child("links"u8).Text("profile"u8);

    /// <summary>What the person has received: reviews and vouches.</summary>
    public ReceivedStats Received => new(_fields.Child("stats"u8));

    /// <summary>Whether one of the userkeys is the Discord account of this member.</summary>
    public bool Is(MemberId member)
    {
        foreach (var userkey in Userkeys.EnumerateArray())
        {
            if (Userkey.Read(userkey, out var named) == UserkeyKind.Discord && named == member)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of the userkeys is a linked address.</summary>
    public bool HasAddress()
    {
        foreach (var userkey in Userkeys.EnumerateArray())
        {
            if (Userkey.Read(userkey, out _) == UserkeyKind.Address)
            {
                return true;
            }
        }

        return false;
    }

    private static double? Plausible(double? number) => number is >= 0 and <= 1e15 ? number : null;
}

/// <summary>What Ethos says of the state of a user.</summary>
internal enum EthosStatus
{
    /// <summary>The person takes part.</summary>
    Active,

    /// <summary>The person does not take part, and is known all the same.</summary>
    Inactive,

    /// <summary>The user was merged into another one, which has the score now.</summary>
    Merged,
}
