package io.cairn.gateway.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.cairn.gateway.domain.Identity;
import io.cairn.resource.domain.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OidcIdentitiesTest {
    private final Instant later = Instant.now().plusSeconds(600);
    private Provider corp;
    private Provider lab;
    private OidcIdentities identities;

    @BeforeEach
    void open() throws Exception {
        corp = new Provider();
        lab = new Provider();
        identities = new OidcIdentities(() -> List.of(corp.issuer("corp"), lab.issuer("lab")), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        corp.close();
        lab.close();
    }

    @Test
    void each_issuers_users_come_in_under_its_prefix_and_never_as_the_system() throws Exception {
        var ann = identities.byToken(corp.sign(corp.claims("ann@corp", later).build(), corp.key())).orElseThrow();
        assertThat(ann.user()).isEqualTo("corp:ann@corp");
        assertThat(ann.groups()).containsExactly("dev", Identity.AUTHENTICATED);
        assertThat(ann.until()).isPresent();
        assertThat(identities.byToken(lab.sign(lab.claims("ann@corp", later).build(), lab.key())))
                .map(Identity::user)
                .contains("lab:ann@corp");
    }

    @Test
    void what_does_not_hold_is_nobody() throws Exception {
        var good = corp.claims("ann@corp", later);
        assertThat(identities.byToken(corp.sign(good.build(), lab.key()))).as("signed by another key").isEmpty();
        assertThat(identities.byToken(corp.sign(corp.claims("a", Instant.now().minusSeconds(120)).build(),
                corp.key()))).as("expired").isEmpty();
        assertThat(identities.byToken(corp.sign(corp.claims("a", later)
                .notBeforeTime(Date.from(Instant.now().plusSeconds(300)))
                .build(), corp.key()))).as("not yet").isEmpty();
        assertThat(identities.byToken(corp.sign(corp.claims("a", later).audience("other").build(), corp.key())))
                .as("for somebody else")
                .isEmpty();
        assertThat(identities.byToken(corp.sign(corp.claims("a", later).issuer("http://127.0.0.1:1").build(),
                corp.key()))).as("of an unknown issuer").isEmpty();
        assertThat(identities.byToken(corp.sign(corp.claims("a", later).claim("email", null).build(), corp.key())))
                .as("without a name")
                .isEmpty();
        assertThat(identities.byToken("a.b.c")).as("no token at all").isEmpty();
    }

    @Test
    void a_signature_that_anybody_could_make_is_none() throws Exception {
        var claims = corp.claims("ann@corp", later).build();
        assertThat(identities.byToken(new PlainJWT(new PlainHeader(), claims).serialize())).isEmpty();
        var shared = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(corp.key().getKeyID()).build(),
                claims);
        shared.sign(new MACSigner(corp.key().toRSAPublicKey().getEncoded()));
        assertThat(identities.byToken(shared.serialize())).isEmpty();
    }

    @Test
    void keys_are_asked_for_once_and_again_when_they_rotate() throws Exception {
        for (var i = 0; i < 20; i++) {
            assertThat(identities.byToken(corp.sign(corp.claims("u" + i, later).build(), corp.key()))).isPresent();
        }
        assertThat(corp.asked()).as("discovery and keys").isEqualTo(2);
        corp.rotate();
        assertThat(identities.byToken(corp.sign(corp.claims("ann", later).build(), corp.key()))).isPresent();
        assertThat(corp.asked()).isEqualTo(3);
    }

    @Test
    void an_issuer_that_is_away_is_a_reason_to_try_again_not_to_keep_somebody_out() throws Exception {
        var token = corp.sign(corp.claims("ann", later).build(), corp.key());
        corp.close();
        assertThatThrownBy(() -> identities.byToken(token)).isInstanceOf(Refusal.class)
                .hasMessageContaining("cannot be asked");
    }
}
