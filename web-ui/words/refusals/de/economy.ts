// What is refused, and why, in German: accounts and shares. How this is read: web-ui/words/refusals.ts.

import type { Sentences } from '../../refusals.ts';

export const economy: Sentences = {
  'You have {#1}, {#2} wait for an answer, and your limit is {#3}.':
    'Sie haben {#1}; {#2} warten auf eine Antwort, und Ihre Grenze ist {#3}.',
  'You can pay up to {#1} now; give something to others, and it rises.':
    'Sie können jetzt bis zu {#1} zahlen; geben Sie anderen etwas, dann wird es mehr.',
  'You have given {#1} since the last checkpoint; {#2} may be given between two.':
    'Sie haben seit der letzten Seite {#1} gegeben; zwischen zwei Seiten dürfen es {#2} sein.',
  'You can pay up to {#1} now, and the rest after the next checkpoint.':
    'Sie können jetzt bis zu {#1} zahlen und den Rest nach der nächsten Seite.',
  '{#1} were chosen.': 'Gewählt sind {#1}.',
  'Choose 1 to {#1}.': 'Wählen Sie 1 bis {#1}.',
  'One of them does not wait for your answer.': 'Eine davon wartet nicht auf Ihre Antwort.',
  'Choose what was given to you, or names you, and is not answered yet.':
    'Wählen Sie, was Ihnen gegeben wurde oder Sie nennt und noch keine Antwort hat.',
  'Your limit is {#1}. You can lower it alone; raising it needs a decision.':
    'Ihre Grenze ist {#1}. Senken können Sie sie allein; um sie zu erhöhen, braucht es einen Beschluss.',
  'Put another limit up for decision, and propose that it be adopted.':
    'Schlagen Sie eine andere Grenze vor, und lassen Sie sie beschließen.',
  'Another device of yours keeps the account: one log, so that it cannot be overspent.':
    'Ein anderes Ihrer Geräte führt das Konto: nur eines, damit es nicht überzogen werden kann.',
  'That is no amount that can stand in an account.': 'Das ist kein Betrag, der auf einem Konto stehen kann.',
  'Give an amount from {#1} to {#2}.': 'Geben Sie einen Betrag von {#1} bis {#2} an.',
  'Only members of the roster can go below zero or hold a share, so only they pay and draw.':
    'Nur Mitglieder der Liste können ins Minus gehen oder einen Anteil haben, deshalb zahlen und entnehmen nur sie.',
  'You can be paid now. You can pay after the next checkpoint admits you.':
    'Bezahlt werden können Sie schon. Zahlen können Sie, wenn die nächste Seite Sie aufnimmt.',
  'That is your own account.': 'Das ist Ihr eigenes Konto.',
  'Choose somebody else.': 'Wählen Sie jemand anderen.',
  'That person has left the roster.': 'Diese Person steht nicht mehr auf der Mitgliederliste.',
  'That person has no account here yet.': 'Diese Person hat hier noch kein Konto.',
  'Let members sponsor the person first, or choose somebody else.':
    'Lassen Sie zuerst Mitglieder für die Person bürgen, oder wählen Sie jemand anderen.',
  'One of them is not on the roster, and only members can hold a share or have a limit.':
    'Eine davon steht nicht auf der Mitgliederliste, und nur Mitglieder können einen Anteil oder eine Grenze haben.',
  'Choose members.': 'Wählen Sie Mitglieder.',
  'The text takes {#1} bytes on the air, and {#2} have room.':
    'Der Text braucht im Funk {#1} Bytes, und Platz ist für {#2}.',
  'Write a shorter one, or none.': 'Schreiben Sie einen kürzeren oder keinen.',
  'No checkpoint is known here yet.': 'Hier ist noch keine Seite bekannt.',
  'Wait until this device has caught up.': 'Warten Sie, bis dieses Gerät alles nachgeholt hat.',
  'You have signed two records that contradict each other, perhaps from a restored backup.':
    'Sie haben zwei Einträge unterschrieben, die sich widersprechen, vielleicht aus einer zurückgespielten Sicherung.',
  'Ask the community to settle the account; until then nobody accepts payments from it.':
    'Bitten Sie die Gemeinschaft, das Konto zu klären; bis dahin nimmt niemand Zahlungen davon an.',
  'It was not written by the device that keeps the account.':
    'Das wurde nicht von dem Gerät geschrieben, das das Konto führt.',
  'Ask for it from the device that keeps the account.': 'Bitten Sie darum von dem Gerät, das das Konto führt.',
  'The stock or budget it is from has not arrived here.':
    'Der Vorrat oder das Budget dazu ist hier noch nicht angekommen.',
  'Let both devices exchange records.': 'Lassen Sie beide Geräte ihre Einträge austauschen.',
  'The stock or budget it is from divides nothing.': 'Der Vorrat oder das Budget dazu verteilt nichts.',
  'Nothing can be drawn from it.': 'Daraus lässt sich nichts entnehmen.',
  'No decision has adopted this stock or budget, as far as this device knows.':
    'Soweit dieses Gerät weiß, hat kein Beschluss diesen Vorrat oder dieses Budget angenommen.',
  'Wait for the decision, or propose that it be adopted.': 'Warten Sie auf den Beschluss, oder schlagen Sie ihn vor.',
  'It takes nothing.': 'Damit wird nichts entnommen.',
  'Ask for a draw of more than 0.': 'Bitten Sie um eine Entnahme von mehr als 0.',
  'Holder and second signer are one person.': 'Wer den Anteil hat und wer mitunterschreibt, ist dieselbe Person.',
  'Somebody else has to sign.': 'Jemand anderes muss unterschreiben.',
  'A budget is no stock that could be counted.': 'Ein Budget ist kein Vorrat, den man zählen könnte.',
  'Look at its draws.': 'Sehen Sie sich die Entnahmen daraus an.',
  'Its total is smaller than what it takes.': 'Die Summe ist kleiner als das, was entnommen wird.',
  'Ask the holder to write it again.': 'Bitten Sie die Person mit dem Anteil, es noch einmal zu schreiben.',
  'A late block holds up the decision on this stock or budget.':
    'Ein später Einspruch hält den Beschluss über diesen Vorrat oder dieses Budget auf.',
  'Wait until the pause is over, and read the reason.': 'Warten Sie, bis die Pause um ist, und lesen Sie den Grund.',
  'With this the holder has taken {#1}, and as far as this device knows the share is {#2}.':
    'Damit hätte die Person {#1} entnommen, und soweit dieses Gerät weiß, ist ihr Anteil {#2}.',
  'Let both devices exchange records; if others handed a share over, it can be signed then.':
    'Lassen Sie beide Geräte ihre Einträge austauschen; haben andere einen Anteil übergeben, lässt es sich dann unterschreiben.',
  'Its total is {#1}, and {#2} are known here.': 'Die Summe darin ist {#1}, und hier sind {#2} bekannt.',
  'Let both devices exchange records: one of the others may have been declined.':
    'Lassen Sie beide Geräte ihre Einträge austauschen: Vielleicht wurde eine der anderen abgelehnt.',
  '"{1}" is no amount that can be paid.': '„{1}“ ist kein Betrag, der sich zahlen lässt.',
  'Write it like 12.50, at most {#1}.': 'Schreiben Sie ihn wie 12,50, höchstens {#1}.',
  'It has no name.': 'Es hat keinen Namen.',
  'Say what it is, for example "diesel".': 'Sagen Sie, was es ist, zum Beispiel „Diesel“.',
  '{#1} holders were named, or one of them twice.':
    'Es {1:wurde|wurden} {#1} {1:Person|Personen} mit Anteil genannt, oder eine davon zweimal.',
  'Name 1 to {#1} different members.': 'Nennen Sie 1 bis {#1} verschiedene Mitglieder.',
  'There are {#1} holders and {#2} quantities.':
    'Genannt sind {#1} {1:Person|Personen} mit Anteil und {#2} {2:Menge|Mengen}.',
  'Give one quantity for each holder, in the same order.':
    'Geben Sie für jede Person eine Menge an, in derselben Reihenfolge.',
  'That is no stock or budget that is known here.': 'Das ist kein Vorrat oder Budget, das hier bekannt ist.',
  'Choose one from the list.': 'Wählen Sie eines aus der Liste.',
  'Of your share {#1} is left, and {#2} of it waits for a signature.':
    'Von Ihrem Anteil {1:ist|sind} {#1} übrig, und {#2} davon {2:wartet|warten} auf eine Unterschrift.',
  'You can take up to {#1}. Another holder can hand a share over to you.':
    'Sie können bis zu {#1} entnehmen. Jemand anderes kann Ihnen einen Anteil übergeben.',
  'Ask the payer to pay with the device that keeps the account.':
    'Bitten Sie die Person, mit dem Gerät zu zahlen, das ihr Konto führt.',
  'It gives nothing.': 'Damit wird nichts gegeben.',
  'Ask for a payment of more than 0.': 'Bitten Sie um eine Zahlung von mehr als 0.',
  'It goes from an account to the same account.': 'Es geht von einem Konto auf dasselbe Konto.',
  'Nothing needs to be done.': 'Es ist nichts zu tun.',
  'Its total is smaller than its amount.': 'Die Summe ist kleiner als der Betrag.',
  'Ask the payer to pay again.': 'Bitten Sie die Person, noch einmal zu zahlen.',
  'The payer has given more since the last checkpoint than may be given offline.':
    'Die Person hat seit der letzten Seite mehr gegeben, als ohne Netz gegeben werden darf.',
  'Whoever gives it is not on the roster now, so nobody stands behind this account.':
    'Wer das gibt, steht jetzt nicht auf der Mitgliederliste, deshalb steht niemand für dieses Konto ein.',
  'Ask another person, or wait until a checkpoint admits this one.':
    'Fragen Sie jemand anderen, oder warten Sie, bis eine Seite diese Person aufnimmt.',
  'Its owner or three guardians said that this key is in other hands.':
    'Es heißt, dieser Schlüssel sei in fremden Händen: Die Person selbst hat es gesagt, oder drei ihrer Hüter.',
  'Do not hand anything over for it. The owner can pay again with the next key.':
    'Geben Sie nichts dafür her. Die Person kann mit dem nächsten Schlüssel noch einmal zahlen.',
  'This member has signed two records that contradict each other.':
    'Dieses Mitglied hat zwei Einträge unterschrieben, die sich widersprechen.',
  'Do not hand anything over for it. The community has to settle this account first.':
    'Geben Sie nichts dafür her. Die Gemeinschaft muss dieses Konto zuerst klären.',
  'It counts from checkpoint {#1}, and checkpoint {#2} is confirmed.':
    'Es rechnet ab Seite {#1}, und bestätigt ist schon Seite {#2}.',
  'It counts from checkpoint ?, and checkpoint {#1} is confirmed.':
    'Es rechnet ab einer Seite, die hier nicht bekannt ist, und bestätigt ist schon Seite {#1}.',
  'Let both devices exchange records, decline this one, and ask for it again.':
    'Lassen Sie beide Geräte ihre Einträge austauschen, lehnen Sie diese Zahlung ab und bitten Sie noch einmal darum.',
  'With this the payer has given {#1} since the last checkpoint, and {#2} may be given offline.':
    'Damit hätte die Person seit der letzten Seite {#1} gegeben, und ohne Netz dürfen {#2} gegeben werden.',
  'Wait for the next checkpoint, and ask for the payment again then.':
    'Warten Sie auf die nächste Seite, und bitten Sie dann noch einmal um die Zahlung.',
  'As far as this device knows, the account would stand at {#1}, below its limit of {#2}.':
    'Soweit dieses Gerät weiß, stünde das Konto bei {#1}, unter seiner Grenze von {#2}.',
  'Let both devices exchange records: if the payer was paid elsewhere, it is accepted by itself then.':
    'Lassen Sie beide Geräte ihre Einträge austauschen: Wurde die Person anderswo bezahlt, wird es dann von selbst angenommen.',
};
