using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NSec.Cryptography;
using RoleSync.Interactions;

namespace RoleSync.Tests.Interactions;

public sealed class InteractionSignatureTests
{
    private const string Body = """{"type":1}""";
    private static readonly DateTimeOffset _now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly Key _key = Key.Create(SignatureAlgorithm.Ed25519);

    [Fact]
    public void A_test_vector_of_the_standard_fits()
    {
        // RFC 8032, section 7.1, test 3: the message is the two bytes af82. Digits cannot make them, so the body alone is signed here.
        var signature = new InteractionSignature(With("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"), new FakeTimeProvider(_now));
        var signed = new SignedHeaders("", Convert.FromHexString(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"));

        Assert.True(signature.Fits(signed, [0xaf, 0x82]));
        Assert.False(signature.Fits(signed, [0xaf, 0x83]));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    public void A_request_must_be_of_these_five_minutes(int seconds, bool isIn) => Assert.Equal(isIn, IsLetIn(Sign(_now.AddSeconds(seconds))));

    [Fact]
    public void Headers_that_come_twice_or_are_no_such_thing_let_nobody_in()
    {
        var good = Sign(_now);
        Assert.True(IsLetIn(good));

        var (hex, timestamp) = (good["X-Signature-Ed25519"].ToString(), good["X-Signature-Timestamp"].ToString());
        Assert.False(IsLetIn(Headers(hex[..126], timestamp)));
        Assert.False(IsLetIn(Headers(hex + "00", timestamp)));
        Assert.False(IsLetIn(Headers("g" + hex[1..], timestamp)));
        Assert.False(IsLetIn(Headers(hex, "")));
        Assert.False(IsLetIn(Headers(hex, "+" + timestamp)));
        Assert.False(IsLetIn(Headers(hex, timestamp + ".0")));
        Assert.False(IsLetIn(Headers(hex, new string('9', 20))));
        Assert.False(IsLetIn(new HeaderDictionary { ["X-Signature-Ed25519"] = new([hex, hex]), ["X-Signature-Timestamp"] = timestamp }));
        Assert.False(IsLetIn(new HeaderDictionary { ["X-Signature-Timestamp"] = timestamp }));
        Assert.False(IsLetIn(good, body: Body + " "));
    }

    [Fact]
    public void Without_a_key_nothing_fits()
    {
        var signature = new InteractionSignature(Options.Create(new CommandOptions()), new FakeTimeProvider(_now));

        Assert.False(signature.CanCheck);
        Assert.True(signature.Promises(Sign(_now), out var signed));
        Assert.False(signature.Fits(signed, Encoding.UTF8.GetBytes(Body)));
    }

    private static IOptions<CommandOptions> With(string key) => Options.Create(new CommandOptions { PublicKey = Convert.FromHexString(key) });

    private bool IsLetIn(IHeaderDictionary headers, string body = Body)
    {
        var signature = new InteractionSignature(
            Options.Create(new CommandOptions { PublicKey = _key.PublicKey.Export(KeyBlobFormat.RawPublicKey) }), new FakeTimeProvider(_now));
        return signature.Promises(headers, out var signed) && signature.Fits(signed, Encoding.UTF8.GetBytes(body));
    }

    private HeaderDictionary Sign(DateTimeOffset at)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Headers(Convert.ToHexString(SignatureAlgorithm.Ed25519.Sign(_key, Encoding.UTF8.GetBytes(timestamp + Body))), timestamp);
    }

    private static HeaderDictionary Headers(string signature, string timestamp) =>
        new() { ["X-Signature-Ed25519"] = signature, ["X-Signature-Timestamp"] = timestamp };
}
